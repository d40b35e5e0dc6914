//! Rows pasted from a spreadsheet or read from a file: looked through before they are added.

use super::book::Book;
use crate::context::{Page, use_page};
use domain::cost::{LineDraft, paste};
use leptos::prelude::*;
use texts::K;
use ui::{Dialog, Glyph, Icon};

/// Wrong rows that are told one by one.
const SHOWN: usize = 20;

/// The heads of columns in the words of the page.
fn heads(page: Page) -> Vec<(paste::Column, String)> {
    use paste::Column;
    let t = page.t;
    let name = |column: Column| match column {
        Column::Article => K::CostsArticle,
        Column::Supplier => K::CostsSupplier,
        Column::Quantity => K::CostsQuantity,
        Column::Unit => K::CostsUnit,
        Column::Price => K::CostsPrice,
        Column::Committed => K::CostsCommitted,
        Column::Actual => K::ChartActual,
        Column::Day => K::CommonDay,
        Column::Document => K::CostsDocument,
        Column::Currency => K::CostsCurrency,
    };
    Column::ALL.map(|column| (column, t.t(name(column)).to_owned())).to_vec()
}

#[component]
pub fn PasteDialog(book: Book, open: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let text = RwSignal::new(String::new());
    let activity = RwSignal::new(None::<i64>);
    let read = Memo::new(move |_| {
        let lines = paste::lines(&paste::table(&text.get()), &heads(page));
        let of = |line: LineDraft| {
            let line = LineDraft { activity: activity.get(), ..line };
            let faults = line.read(book.home(), book.mark()).err().unwrap_or_default();
            (line, faults)
        };
        lines.into_iter().map(of).collect::<Vec<_>>()
    });
    let right = move || read.with(|rows| rows.iter().filter(|(_, faults)| faults.is_empty()).count());
    let wrong = move || read.with(|rows| rows.len()) - right();
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    let add = move |_| {
        let lines = read.with_untracked(|rows| {
            rows.iter().filter(|(_, faults)| faults.is_empty()).map(|(line, _)| line.clone()).collect::<Vec<_>>()
        });
        let left: Vec<String> = read.with_untracked(|rows| {
            rows.iter().filter(|(_, faults)| !faults.is_empty()).map(|(line, _)| again(line)).collect()
        });
        book.add(lines);
        // What is wrong stays, to be mended; nothing of it is lost.
        if left.is_empty() {
            open.set(false);
        }
        text.set(left.join("\n"));
    };
    let file = move |ev: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            leptos::task::spawn_local(async move {
                if let Ok(read) = wasm_bindgen_futures::JsFuture::from(file.text()).await {
                    text.set(read.as_string().unwrap_or_default());
                }
            });
        }
    };
    let groups = move || book.sheet.with_untracked(|sheet| super::table::groups(page, sheet));
    let body = move || {
        let options: Vec<_> = groups()
            .into_iter()
            .rev()
            .map(|(id, name, _)| view! { <option value=id.unwrap_or(0).to_string()>{name}</option> })
            .collect();
        view! {
            <p class="text-ink-2 mt-1">{t.t(K::CostsPasteHint)}</p>
            <label class="fld block mt-3"><span class="flabel">{t.t(K::ActivitiesOne)}</span><select class="select w-full max-w-72" on:change=move |ev| activity.set(event_target_value(&ev).parse().ok().filter(|id| *id != 0))>{options}</select></label>
            <label class="fld block mt-3"><span class="flabel">{t.t(K::CostsPasteRows)}</span><textarea class="textarea w-full num text-xs" rows="8" dir="auto" spellcheck="false" prop:value=move || text.get() on:input=move |ev| text.set(event_target_value(&ev))></textarea></label>
            <label class="btn btn-sm mt-2"><Icon glyph=Glyph::Upload size=14/>{t.t(K::CostsPasteFile)}<input type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" class="sr-only" on:change=file/></label>
            {move || (!read.with(|rows| rows.is_empty())).then(|| view! {
                <p class="mt-3" role="status">{t.n(K::CostsPasteRight, count(right()), &[])}" "{(wrong() > 0).then(|| view! { <span class="text-bad font-medium">{t.n(K::CostsPasteWrong, count(wrong()), &[])}</span> })}</p>
                {faults(page, &read.get())}
            })}
            <div class="flex justify-end gap-2 mt-4"><button type="button" class="btn btn-sm btn-ghost max-md:h-11" on:click=move |_| open.set(false)>{t.t(K::CommonCancel)}</button><button type="button" class="btn btn-sm btn-primary max-md:h-11" disabled=move || right() == 0 on:click=add>{move || t.n(K::CostsPasteAdd, count(right()), &[])}</button></div>
        }
    };
    view! { <Dialog open title=Signal::stored(t.t(K::CostsPaste).to_owned()) close=t.t(K::CommonClose) wide=true>{body()}</Dialog> }
}

/// A wrong row as it can be pasted again.
fn again(line: &LineDraft) -> String {
    let quantity =
        if line.unit.is_empty() { line.quantity.clone() } else { format!("{} {}", line.quantity, line.unit) };
    [&line.article, &line.supplier, &quantity, &line.price, &line.committed, &line.actual]
        .map(String::as_str)
        .join("\t")
}

/// The first wrong rows: number, what it is, which column, and why.
fn faults(page: Page, rows: &[(LineDraft, Vec<domain::fault::FieldFault>)]) -> Option<AnyView> {
    let t = page.t;
    let heads = heads(page);
    let wrong: Vec<_> = rows
        .iter()
        .enumerate()
        .filter(|(_, (_, faults))| !faults.is_empty())
        .take(SHOWN)
        .map(|(n, (line, faults))| {
            let named = |f: &domain::fault::FieldFault| {
                let column = heads.iter().find(|(column, _)| column.as_str() == f.field).map_or("", |(_, name)| name.as_str());
                format!("{column}: {}", t.code("fault", &texts::snake(&f.fault.to_string())))
            };
            let words = faults.iter().map(named).collect::<Vec<_>>().join("; ");
            view! { <tr><td class="n">{t.int(i64::try_from(n + 1).unwrap_or(0))}</td><td><bdi>{line.article.clone()}</bdi></td><td class="text-bad">{words}</td></tr> }
        })
        .collect();
    (!wrong.is_empty()).then(|| {
        view! { <div class="overflow-auto max-h-48 mt-2" tabindex="0" role="region" aria-label=t.t(K::CostsPasteFaults)><table class="table tight"><thead><tr><th scope="col" class="n">{t.t(K::CostsPasteRow)}</th><th scope="col">{t.t(K::CostsArticle)}</th><th scope="col">{t.t(K::CostsPasteFaults)}</th></tr></thead><tbody>{wrong}</tbody></table></div> }
        .into_any()
    })
}
