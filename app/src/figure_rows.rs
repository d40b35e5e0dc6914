//! The rows behind a figure, on a page of their own: what is here and what may not be seen add up to it.

use crate::{
    context::{Page, use_page},
    error::AppError,
    frame::Heading,
    wire::Load,
};
use domain::campaign::{FigureRow, FigureRows};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::future::Future;
use texts::K;
use ui::{Glyph, Icon};

/// The page `/{of}/{id}/rows` of what a figure of that record counts; `title` says it in words.
pub fn rows_page<F>(
    of: &'static str,
    read: impl Fn(i64, String, Option<String>) -> F + Copy + Send + Sync + 'static,
    title: fn(Page, &FigureRows, &str) -> String,
) -> AnyView
where
    F: Future<Output = Result<FigureRows, AppError>> + Send + 'static,
{
    let page = use_page();
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0));
        (id, query.with(|q| q.get("of")).unwrap_or_default(), query.with(|q| q.get("after")))
    });
    let rows = Load::new(move || asked.get(), move |(id, code, after)| read(id, code, after));
    let table = move |rows: FigureRows| {
        let (id, code, _) = asked.get_untracked();
        view! {
            <Heading title=title(page, &rows, &code)/>
            <p class="mt-1"><a class="l inline-flex items-center gap-1" href=format!("/{of}/{id}")><Icon glyph=Glyph::ChevronStart size=14/><bdi>{rows.campaign.clone()}</bdi></a></p>
            <RowsTable rows address=format!("/{of}/{id}/rows?of={code}")/>
        }
    };
    view! { <main id="main" class="page">{rows.show(table)}</main> }.into_any()
}

/// Rows with the sum that they count to. `next` is the address of the page after this one, without the cursor.
#[component]
pub fn RowsTable(rows: FigureRows, address: String) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let all = rows.visible + rows.hidden;
    let sum = if rows.hidden > 0 {
        t.f(
            K::RowsSumHidden,
            &[("visible", &t.int(rows.visible)), ("hidden", &t.int(rows.hidden)), ("all", &t.int(all))],
        )
    } else {
        t.n(K::RowsSum, all, &[])
    };
    // People alone have no state to tell them apart by.
    let states = rows.rows.iter().any(|r| r.state != "person");
    let money = rows.rows.iter().any(|r| r.amount_minor.is_some());
    let heads = view! { <th scope="col" class="flush">{t.t(K::FieldName)}</th><th scope="col">{t.t(K::FieldAccount)}</th><th scope="col">{t.t(K::CommonDay)}</th>{states.then(|| view! { <th scope="col">{t.t(K::CommonState)}</th> })} };
    let amount_head = money.then(
        || view! { <th scope="col" class="n flush">{t.f(K::RowsAmount, &[("currency", l.currency.code())])}</th> },
    );
    let lines: Vec<_> = rows.rows.iter().cloned().map(|row| view! { <Line row states money/> }).collect();
    let next = rows.next.clone().map(|cursor| view! { <a class="btn btn-sm mt-4" href=format!("{address}&after={cursor}")>{t.t(K::CommonNextPage)}<Icon glyph=Glyph::ChevronEnd size=14/></a> });
    view! {
        <p class="text-2xl font-semibold num mt-3" data-sum=all><bdi>{l.value(rows.value)}</bdi></p>
        <p class="lab mt-1">{sum}</p>
        <div class="overflow-x-auto mt-4" tabindex="0" role="region" aria-label=t.t(K::RowsTitle)>
            <table class="table tight max-w-4xl"><thead><tr>{heads}{amount_head}</tr></thead><tbody>{lines}</tbody></table>
        </div>
        {next}
    }
}

#[component]
fn Line(row: FigureRow, states: bool, money: bool) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let name = match row.person_id {
        Some(id) => {
            view! { <a class="font-medium hover:underline" href=format!("/people/{id}")><bdi>{row.name}</bdi></a> }
                .into_any()
        }
        None => view! { <bdi>{row.name}</bdi> }.into_any(),
    };
    let amount = money.then(|| view! { <td class="n flush">{row.amount_minor.map(|m| l.amount(m))}</td> });
    view! {
        <tr><td class="flush">{name}</td><td><bdi>{row.account}</bdi></td><td class="num text-ink-2">{row.day.map(|d| l.day(d))}</td>{states.then(|| view! { <td>{t.code("row", &row.state)}</td> })}{amount}</tr>
    }
}
