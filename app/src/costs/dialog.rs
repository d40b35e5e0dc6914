//! A line whole: everything that the grid has no column for, and the way to change it on a phone.

use super::{api, book::Book};
use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input},
    saving::{FieldFault, Saving},
};
use domain::{
    cost::{Key, LineDraft, LineEdit, LineEdits, LineRow, LinesSaved},
    money::Currency,
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// Opens with the id of a line; 0 begins one.
#[component]
pub fn LineDialog(book: Book, open: RwSignal<Option<i64>>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let input = RwSignal::new(LineDraft::default());
    let line = RwSignal::new(None::<LineRow>);
    let reason = RwSignal::new(String::new());
    let shown = form::opened_by(open, move |id| {
        let row = book.row_of(id);
        let mut draft = row.as_ref().map_or_else(LineDraft::default, |row| row.draft(book.mark(), book.home()));
        page.l.retype([&mut draft.day, &mut draft.committed_day, &mut draft.document_day]);
        input.set(draft);
        line.set(row);
        reason.set(String::new());
    });
    let over = move || match saving.error.get() {
        Some(crate::error::AppError::Over(over)) => Some(over),
        _ => None,
    };
    let save = Callback::new(move |()| {
        let row = line.get_untracked();
        let edit = LineEdit::Put {
            id: row.as_ref().map(|row| row.id),
            version: saving.version(row.map_or(0, |row| row.version)),
            line: Box::new(input.get_untracked()),
        };
        let lines = LineEdits {
            campaign: book.sheet.with_untracked(|sheet| sheet.campaign),
            edits: vec![edit],
            reason: reason.get_untracked(),
        };
        saving.run(
            move |request| api::save(request, lines),
            move |_: LinesSaved| {
                shown.set(false);
                book.read();
            },
        );
    });
    let fields = move || {
        let closed = line.with_untracked(|row| row.as_ref().is_some_and(|row| row.amounts.closed));
        let elsewhere = line.with_untracked(|row| row.as_ref().and_then(|row| row.elsewhere.clone()));
        if let Some((id, name)) = elsewhere {
            return view! { <p class="mt-2">{t.t(K::CostsElsewhere)}" "<a class="l" href=format!("/campaigns/{id}/costs")><bdi>{name}</bdi></a></p> }.into_any();
        }
        if closed {
            return view! { <Closed book line shown/> }.into_any();
        }
        view! {
            <Fields book input saving/>
            <Shares book input saving/>
            {entered(line.get_untracked())}
            {line.get_untracked().map(|row| {
                let href = format!("/campaigns/{}/files?line={}", book.sheet.with_untracked(|sheet| sheet.campaign), row.id);
                view! { <p class="mt-1"><a class="l" href=href>{t.t(K::FilesOfCost)}</a></p> }
            })}
            {move || over().map(|over| {
                let (title, hint) = super::over::words(page, &over);
                let field = over.may.then(|| form::area(("line-reason", t.t(K::OverReason), ""), (2, 500), reason.get_untracked(), (saving, "reason"), move |v| reason.set(v)));
                view! { <div role="alert" class="mt-3 rounded-lg bg-warn-tint px-3 py-2"><p class="font-semibold">{title}</p><p class="text-ink-2">{hint}</p>{field}</div> }
            })}
            <Remove book line shown/>
        }
        .into_any()
    };
    let title = Signal::derive(move || {
        line.with(|row| row.as_ref().map_or_else(|| t.t(K::CostsAdd).to_owned(), |row| row.article.clone()))
    });
    view! { <FormDialog open=shown title action=t.t(K::CommonSave) saving save wide=true>{fields()}</FormDialog> }
}

fn entered(row: Option<LineRow>) -> Option<AnyView> {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let row = row?;
    let day = row.entered.map(|day| l.day(day)).unwrap_or_default();
    let by = (!row.by.is_empty()).then(|| t.f(K::CostsEntered, &[("name", &row.by), ("day", &day)]));
    let gross = (row.tax_bp > 0).then(|| {
        let of = texts::Locale { currency: row.currency, ..l };
        let minor = row.amounts.actual.or(row.amounts.committed).unwrap_or(row.amounts.planned);
        t.f(K::CostsGross, &[("amount", &of.exact_money(domain::cost::gross(minor, row.tax_bp)))])
    });
    Some(view! { <p class="lab mt-3">{by}" "{gross}</p> }.into_any())
}

#[component]
fn Fields(book: Book, input: RwSignal<LineDraft>, saving: Saving) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let now = input.get_untracked();
    let waiting = book.sheet.with_untracked(|sheet| sheet.waiting);
    let activities: Vec<(i64, String)> = book.sheet.with_untracked(|sheet| {
        super::table::groups(page, sheet).into_iter().filter_map(|(id, name, _)| Some((id?, name))).collect()
    });
    let chosen = now.activity.map(|id| id.to_string()).unwrap_or_default();
    let home = book.home().code();
    let currencies: Vec<(String, String)> = Currency::all()
        .map(|c| (if c.code() == home { String::new() } else { c.code().to_owned() }, c.code().to_owned()))
        .collect();
    let text = Input::TEXT;
    let money = Input::MONEY;
    let listed = move |id: &'static str,
                       label: K,
                       list: &'static str,
                       value: String,
                       field: &'static str,
                       write: fn(&mut LineDraft, String)| {
        let (fault, wrong) = (saving.fault(field), saving.wrong(field));
        view! {
            <ui::Field id=id label=t.t(label) fault><input id=id class="input w-full" list=list dir="auto" maxlength="160" autocomplete="off" aria-describedby=format!("{id}-note") aria-invalid=wrong value=value on:input=move |ev| input.update(|i| write(i, event_target_value(&ev)))/></ui::Field>
        }
    };
    view! {
        {waiting.then(|| view! { <p class="mt-2 text-ink-2">{t.t(K::CostsWaiting)}</p> })}
        <div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-3">
            {listed("line-article", K::CostsArticle, "cost-articles", now.article, "0.article", |i, v| i.article = v)}
            {listed("line-supplier", K::CostsSupplier, "cost-suppliers", now.supplier, "0.supplier", |i, v| i.supplier = v)}
            {form::select(("line-activity", t.t(K::ActivitiesOne), ""), form::options(Some(t.t(K::CostsWhole)), &activities), &chosen, (saving, "0.activity"), move |v| input.update(|i| i.activity = v.parse().ok()))}
            {form::select(("line-currency", t.t(K::CostsCurrency), ""), currencies, &now.currency, (saving, "0.currency"), move |v| input.update(|i| i.currency = v))}
        </div>
        <div class="grid grid-cols-2 sm:grid-cols-4 gap-x-4 gap-y-3 mt-3">
            {form::input(money, ("line-quantity", t.t(K::CostsQuantity), ""), now.quantity, (saving, "0.quantity"), move |v| input.update(|i| i.quantity = v))}
            {form::input(text.max(20), ("line-unit", t.t(K::CostsUnit), ""), now.unit, (saving, "0.unit"), move |v| input.update(|i| i.unit = v))}
            {form::input(money, ("line-price", t.t(K::CostsPrice), ""), now.price, (saving, "0.price"), move |v| input.update(|i| i.price = v))}
            {form::input(money, ("line-tax", t.t(K::CostsTax), ""), now.tax, (saving, "0.tax"), move |v| input.update(|i| i.tax = v))}
        </div>
        <div class="grid sm:grid-cols-3 gap-x-4 gap-y-3 mt-3">
            {date_field::day(("line-day", t.t(K::CostsDay)), now.day, (saving, "0.day"), move |v| input.update(|i| i.day = v))}
            {form::input(money, ("line-committed", t.t(K::CostsCommitted), ""), now.committed, (saving, "0.committed"), move |v| input.update(|i| i.committed = v))}
            {date_field::day(("line-committed-day", t.t(K::CostsCommittedDay)), now.committed_day, (saving, "0.committed_day"), move |v| input.update(|i| i.committed_day = v))}
            {form::input(text.max(60), ("line-document", t.t(K::CostsDocument), ""), now.document, (saving, "0.document"), move |v| input.update(|i| i.document = v))}
            {form::input(money, ("line-actual", t.t(K::ChartActual), ""), now.actual, (saving, "0.actual"), move |v| input.update(|i| i.actual = v))}
            {date_field::day(("line-document-day", t.t(K::CostsDocumentDay)), now.document_day, (saving, "0.document_day"), move |v| input.update(|i| i.document_day = v))}
        </div>
        <div class="mt-3">{form::tick(t.t(K::CostsClose), now.closed, move |on| input.update(|i| i.closed = on))}</div>
    }
}

/// Campaigns that share the line, and by what.
#[component]
fn Shares(book: Book, input: RwSignal<LineDraft>, saving: Saving) -> impl IntoView {
    let t = use_page().t;
    let (own, name, others) =
        book.sheet.with_untracked(|sheet| (sheet.campaign, sheet.name.clone(), sheet.campaigns.clone()));
    let all: Vec<(i64, String)> = std::iter::once((own, name)).chain(others.clone()).collect();
    let add = move |typed: String| {
        if let Ok(id) = typed.parse::<i64>() {
            input.update(|i| {
                if i.shares.is_empty() {
                    i.shares.push((own, String::new()));
                }
                if !i.shares.iter().any(|(known, _)| *known == id) {
                    i.shares.push((id, String::new()));
                }
            });
        }
    };
    let count = Memo::new(move |_| input.with(|i| i.shares.len()));
    let key = Memo::new(move |_| input.with(|i| i.key));
    let options = form::options(Some(t.t(K::CostsShareAdd)), &others);
    let keys = Key::ALL.map(|key| (key.as_str().to_owned(), t.code("share", key.as_str()).to_owned())).to_vec();
    let rows = move || {
        // Drawn anew when a campaign comes or goes, not while percentages are typed.
        count.track();
        count.get();
        let shares = input.with_untracked(|i| i.shares.clone());
        let all = all.clone();
        let rows: Vec<_> = shares
            .into_iter()
            .map(|(id, percent)| {
                let name = all.iter().find(|(known, _)| *known == id).map_or_else(|| id.to_string(), |(_, name)| name.clone());
                let label = t.f(K::CostsShareOf, &[("campaign", &name)]);
                let write = move |typed: String| input.update(|i| {
                    if let Some((_, percent)) = i.shares.iter_mut().find(|(known, _)| *known == id) {
                        *percent = typed;
                    }
                });
                let drop = move |_| input.update(|i| {
                    i.shares.retain(|(known, _)| *known != id);
                    if i.shares.len() < 2 {
                        i.shares.clear();
                    }
                });
                let gone = t.f(K::CostsShareDrop, &[("campaign", &name)]);
                let percent = StoredValue::new(percent);
                let field = move || (key.get() != Key::Equal).then(|| {
                    let (label, sign) = (label.clone(), (key.get() == Key::Percent).then_some("%"));
                    view! { <input class="input input-sm w-20! text-end num" dir="ltr" inputmode="decimal" maxlength="7" aria-label=label value=percent.get_value() on:input=move |ev| write(event_target_value(&ev))/>{sign} }
                });
                view! { <li class="flex items-center gap-2 py-1"><bdi class="grow min-w-0 truncate">{name}</bdi>{field}<button type="button" class="btn btn-ghost btn-xs btn-square max-md:size-11" aria-label=gone on:click=drop><Icon glyph=Glyph::X size=13/></button></li> }
            })
            .collect();
        view! { <ul>{rows}</ul> }
    };
    let by = move || {
        let keys = keys.clone();
        (count.get() > 0).then(|| {
            form::select(
                ("line-key", t.t(K::CostsShareKey), "max-w-56"),
                keys,
                input.with_untracked(|i| i.key.as_str()),
                (saving, "0.key"),
                move |v| input.update(|i| i.key = Key::parse(&v).unwrap_or_default()),
            )
        })
    };
    view! {
        <section class="mt-4 pt-3 border-t border-line">
            <h3 class="font-semibold">{t.t(K::CostsShareTitle)}</h3><p class="lab">{t.t(K::CostsShareHint)}</p>
            {rows}{by}{move || (key.get() == Key::Weight).then(|| view! { <p class="lab mt-1">{t.t(K::CostsWeightHint)}</p> })}
            <div class="mt-2 max-w-72">{form::select(("line-share", t.t(K::CostsShareWith), ""), options, "", (saving, "0.share"), add)}</div>
            <FieldFault fault=saving.fault("0.shares")/>
        </section>
    }
}

/// Takes the line away, while no money is bound in it.
#[component]
fn Remove(book: Book, line: RwSignal<Option<LineRow>>, shown: RwSignal<bool>) -> impl IntoView {
    let t = use_page().t;
    let free = line.with_untracked(|row| {
        row.as_ref().filter(|row| row.amounts.committed.is_none() && row.amounts.actual.is_none()).map(|row| row.id)
    });
    free.map(|id| {
        let remove = move |_| {
            shown.set(false);
            book.remove(id);
        };
        view! { <button type="button" class="btn btn-sm btn-ghost text-bad! mt-3" on:click=remove><Icon glyph=Glyph::Trash size=14/>{t.t(K::CostsRemove)}</button> }
    })
}

/// What can be done with a line to which nothing more is expected.
#[component]
fn Closed(book: Book, line: RwSignal<Option<LineRow>>, shown: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let saving = Saving::new();
    let reason = RwSignal::new(String::new());
    let reopen = move |_| {
        let Some(row) = line.get_untracked() else { return };
        let words = reason.get_untracked();
        saving.run(
            move |request| api::reopen(request, row.id, row.version, words),
            move |_: i64| {
                shown.set(false);
                book.read();
            },
        );
    };
    let may = page.may(UseCase::CostReopen);
    view! {
        <p class="mt-2">{t.t(if may { K::CostsClosedMay } else { K::CostsClosedHint })}</p>
        {entered(line.get_untracked())}
        {may.then(|| view! {
            <div class="mt-3">{form::area(("line-reopen", t.t(K::OverReason), ""), (2, 500), String::new(), (saving, "reason"), move |v| reason.set(v))}</div>
            <crate::saving::SavingFault saving/>
            <button type="button" class="btn btn-sm mt-3 max-md:h-11" disabled=move || saving.busy.get() on:click=reopen><Icon glyph=Glyph::Undo size=14/>{t.t(K::CostsReopen)}</button>
        })}
    }
}
