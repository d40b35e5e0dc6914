//! The costs of a campaign: a grid on the desk, cards on the phone, what is left of its budgets.

pub mod api;
mod book;
mod dialog;
mod left;
mod over;
mod paste;
mod phone;
mod rates;
mod side;
mod table;

pub use rates::RatesPage;
pub use side::{BudgetBar, Hatch, Legend};

use crate::{
    approvals::AskButton,
    campaigns::{CampaignTabs, status_dot},
    context::use_page,
    error::AppError,
    frame::Heading,
    saving::{SavingFault, stored},
    wire::Load,
};
use book::Book;
use dialog::LineDialog;
use domain::{
    approval::Asked,
    campaign::Status,
    conflict::Differing,
    cost::{
        CostSheet,
        paste::{Column, table as cells_of},
    },
    fault::FieldFault,
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use over::OverBanner;
use std::collections::HashSet;
use texts::{K, Texts};
use ui::{Glyph, Grid, GridAct, GridKind, GridRow, Icon};

/// Wrong lines whose faults are told.
const WRONG_SHOWN: usize = 5;

#[component]
pub fn CostsPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let sheet = Load::new(move || id.get(), api::sheet);
    view! { <main id="main" class="page">{sheet.show(move |sheet| view! { <Costs sheet/> })}</main> }
}

#[component]
fn Costs(sheet: CostSheet) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let (id, status, name) = (sheet.campaign, sheet.status, sheet.name.clone());
    let may = page.may(UseCase::CostSave);
    let template = sheet.template;
    let book = Book::new(sheet, may);
    let open = RwSignal::new(None::<i64>);
    let pasting = RwSignal::new(false);
    let tag =
        view! { <span class="tag"><span class=status_dot(status)></span>{t.code("status", status.as_str())}</span> }
            .into_any();
    let actions = view! {
        <a class="btn btn-sm" href=format!("/campaigns/{id}/baselines")><Icon glyph=Glyph::History size=15/>{t.t(K::BaselinesTitle)}</a>
        {(!template && matches!(status, Status::Draft | Status::Running)).then(|| view! { <AskButton of=Asked::Campaign(id) version=book.sheet.with_untracked(|s| s.version) cost=book.sheet.with_untracked(|s| s.total.sums.planned) waiting=Signal::derive(move || book.sheet.with(|s| s.waiting)) done=Callback::new(move |()| book.read())/> })}
    }
    .into_any();
    let notes = move || notes(book);
    let edit = may.then(|| {
        view! {
            <span class="lab max-lg:hidden">{t.t(K::CostsKeys)}</span>
            <button type="button" class="btn btn-sm" on:click=move |_| pasting.set(true)><Icon glyph=Glyph::Paste size=15/>{t.t(K::CostsPaste)}</button>
            <button type="button" class="btn btn-sm" on:click=move |_| open.set(Some(0))><Icon glyph=Glyph::Plus size=15/>{t.t(K::CostsAdd)}</button>
        }
    });
    let csv = format!("/export/campaigns/{id}/costs.csv");
    view! {
        <Heading title=name tag actions/>
        <CampaignTabs id current=K::TabCosts/>
        <div class="flex flex-wrap items-center gap-2 mt-4">
            <span class="fact">{t.t(K::CostsCurrency)}" "<b>{page.l.currency.code()}</b></span>
            <span class="ms-auto"></span>
            <a class="btn btn-sm btn-ghost" href=csv rel="external" download=""><Icon glyph=Glyph::Download size=15/>"CSV"</a>
            {edit}
        </div>
        <OverBanner book/>
        {notes}
        <SavingNotes book/>
        <div class="grid min-[1400px]:grid-cols-[minmax(0,1fr)_284px] gap-6 mt-4">
            <div class="min-w-0">
                <div class="max-md:hidden"><Sheet book open/></div>
                <div class="md:hidden"><phone::Cards book open/></div>
                <side::Gone book/>
            </div>
            <side::Side book/>
        </div>
        <LineDialog book open/>
        <paste::PasteDialog book open=pasting/>
    }
}

/// What stands in the way of changes, or has to be known before them.
fn notes(book: Book) -> Vec<AnyView> {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let note = |words: String, class: &'static str| {
        view! { <p class=class><span class="mt-0.5"><Icon glyph=Glyph::Info/></span><span>{words}</span></p> }
            .into_any()
    };
    book.sheet.with(|sheet| {
        let mut notes = Vec::new();
        if sheet.waiting {
            notes.push(note(t.t(K::CostsWaiting).to_owned(), "mt-3 rounded-lg bg-tint px-3 py-2 flex gap-2"));
        }
        if let Some(id) = sheet.returned {
            notes.push(view! { <p class="mt-3 rounded-lg bg-warn-tint px-3 py-2 flex flex-wrap gap-2"><span class="text-warn mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{t.t(K::CostsReturned)}</span><a class="l" href=format!("/approvals/{id}")>{t.t(K::CostsReturnedOpen)}</a></p> }.into_any());
        }
        if let Some(baseline) = sheet.baseline.as_ref().filter(|b| b.approved && !sheet.above_approval) {
            let apart = sheet.total.sums.planned - baseline.cost;
            let values = [("approved", l.money(baseline.cost)), ("now", l.money(sheet.total.sums.planned)), ("amount", l.money(apart.abs())), ("day", l.day(baseline.day)), ("name", baseline.by.clone())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            let key = match apart {
                0 => K::CostsApproved,
                more if more > 0 => K::CostsApprovedMore,
                _ => K::CostsApprovedLess,
            };
            notes.push(note(t.f(key, &values), "mt-3 rounded-lg bg-tint px-3 py-2 flex gap-2"));
        }
        if sheet.above_approval {
            let approved = sheet.baseline.as_ref().map_or(0, |b| b.cost);
            let words = t.f(K::CostsAbovePlan, &[("approved", &l.money(approved)), ("now", &l.money(sheet.total.sums.planned))]);
            notes.push(note(words, "mt-3 rounded-lg bg-warn-tint px-3 py-2 flex gap-2"));
        }
        if sheet.total.rateless > 0 {
            let words = t.n(K::CostsRatelessNote, sheet.total.rateless, &[]);
            notes.push(view! { <p class="mt-3 rounded-lg bg-warn-tint px-3 py-2 flex flex-wrap gap-2"><span class="text-warn mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{words}</span><a class="l" href="/budget/rates">{t.t(K::RatesTitle)}</a></p> }.into_any());
        }
        notes
    })
}

/// What became of what was typed: being stored, wrong, changed by somebody else.
#[component]
fn SavingNotes(book: Book) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let wrong = Memo::new(move |_| {
        // A line is what is stored with what is typed over it.
        book.sheet.track();
        let keys = book.typed.with(book::in_order);
        keys.into_iter().map(|key| (key, book.faults(key))).filter(|(_, faults)| !faults.is_empty()).collect::<Vec<_>>()
    });
    // Said beside the grid too: a cell tells its fault only to who points at it.
    let why = move || {
        let said = |(key, faults): (i64, Vec<FieldFault>)| {
            let article = book.draft(key).article;
            let faults = faults.iter().map(|f| {
                format!("{}: {}", field_name(t, &f.field), t.code("fault", &texts::snake(&f.fault.to_string())))
            });
            let faults = faults.collect::<Vec<_>>().join(t.t(K::CommonComma));
            view! { <li><bdi class="font-medium">{article}</bdi>" · "{faults}</li> }
        };
        let lines: Vec<_> = wrong.get().into_iter().take(WRONG_SHOWN).map(said).collect();
        (!lines.is_empty()).then(|| view! { <ul class="lab text-bad" data-wrong>{lines}</ul> })
    };
    // What somebody else stored in the same lines meanwhile.
    let theirs = move || {
        book.saving.error.with(|error| match error {
            Some(AppError::Conflict { now, .. }) => now.clone(),
            _ => Vec::new(),
        })
    };
    let theirs = move || {
        let said = |differs: Differing| {
            let (n, field) = differs.field.split_once('.').unwrap_or(("", &differs.field));
            let article =
                n.parse().ok().and_then(|n| book.sent_key(n)).map(|key| book.draft(key).article).unwrap_or_default();
            view! { <li><bdi class="font-medium">{article}</bdi>" · "{field_name(t, field)}" · "{t.f(K::ErrorNow, &[("value", &stored(page, &differs.now))])}</li> }
        };
        let lines: Vec<_> = theirs().into_iter().map(said).collect();
        (!lines.is_empty()).then(|| view! { <ul class="mt-2 text-warn" data-theirs>{lines}</ul> })
    };
    let is_over = move || book.saving.error.with(|error| matches!(error, Some(AppError::Over(_))));
    view! {
        <p class="lab mt-2 min-h-4" role="status">{move || {
            let n = i64::try_from(wrong.with(Vec::len)).unwrap_or(0);
            if book.saving.busy.get() { t.t(K::CostsStoring).to_owned() } else if n > 0 { t.n(K::CostsWrong, n, &[]) } else { String::new() }
        }}</p>
        {why}
        {theirs}
        {move || (!is_over()).then(|| view! { <SavingFault saving=book.saving/> })}
        {move || (!is_over() && book.saving.error.with(Option::is_some)).then(|| view! {
            <div class="flex flex-wrap gap-2 mt-2">
                <button type="button" class="btn btn-sm" on:click=move |_| book.drop_typed()>{t.t(K::CostsTakeStored)}</button>
                {book.is_stale().then(|| view! { <button type="button" class="btn btn-sm" on:click=move |_| { book.saving.error.set(None); book.read(); }>{t.t(K::CostsStoreMine)}</button> })}
            </div>
        })}
    }
}

/// What a field of a line is called.
fn field_name(t: Texts, field: &str) -> &'static str {
    t.t(match field {
        "article" => K::CostsArticle,
        "supplier" => K::CostsSupplier,
        "quantity" => K::CostsQuantity,
        "unit" => K::CostsUnit,
        "price" => K::CostsPrice,
        "currency" => K::CostsCurrency,
        "committed" => K::CostsCommitted,
        "committed_day" => K::CostsCommittedDay,
        "actual" => K::ChartActual,
        "document" => K::CostsDocument,
        "document_day" => K::CostsDocumentDay,
        "tax" => K::CostsTax,
        "day" => K::CostsDay,
        "shares" => K::CostsShareTitle,
        "closed" => K::CostsClosed,
        _ => K::ChartPlanned,
    })
}

#[component]
fn Sheet(book: Book, open: RwSignal<Option<i64>>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let folded = RwSignal::new(HashSet::<i64>::new());
    let rows = Signal::derive(move || folded.with(|folded| table::rows(book, folded)));
    let rows = Memo::new(move |_| rows.get());
    let act = Callback::new(move |act: GridAct| match act {
        GridAct::Edit { key, column, typed } => write(book, key, column, &[vec![typed]], &rows.get_untracked()),
        GridAct::Paste { key, column, text } => {
            if book.may {
                write(book, key, column, &cells_of(&text), &rows.get_untracked());
            }
        }
        GridAct::Open { key } => {
            if let Some(id) = book.id_of(key) {
                open.set(Some(id));
            }
        }
        GridAct::Fold { key } => {
            if let Some(id) = table::group_of(key) {
                folded.update(|folded| {
                    if !folded.remove(&id) {
                        folded.insert(id);
                    }
                });
            }
        }
        GridAct::Remove { key } => {
            if book.may && table::new_group(book, key).is_none() {
                book.remove(key);
            }
        }
        GridAct::Undo => book.back(false),
        GridAct::Redo => book.back(true),
    });
    let foot = view! {
        <tr role="row">{move || {
            let total = book.sheet.with(|sheet| sheet.total);
            let cells: Vec<_> = table::sum_cells(page, &total).into_iter().enumerate().map(|(n, cell)| {
                let class = format!("{} {}", if n < 3 { "n" } else { "" }, cell.class);
                view! { <td role="gridcell" class=class><bdi>{cell.text}</bdi></td> }
            }).collect();
            let name = t.n(K::CostsAll, total.lines, &[("currency", page.l.currency.code())]);
            view! { <th role="rowheader" colspan="4" class="text-start">{name}</th>{cells}<td role="gridcell"></td> }
        }}</tr>
    }
    .into_any();
    let lists = move || {
        book.sheet.with(|sheet| {
            let options = |names: &[String]| names.iter().map(|name| view! { <option value=name.clone()></option> }).collect::<Vec<_>>();
            view! { <datalist id="cost-articles">{options(&sheet.articles)}</datalist><datalist id="cost-suppliers">{options(&sheet.suppliers)}</datalist> }
        })
    };
    view! {
        {lists}
        <Grid id="costs" columns=book.sheet.with_untracked(|sheet| table::columns(page, &sheet.total)) rows=rows.into() words=table::words(page) act mirrored=page.is_rtl() foot/>
        <p class="lab mt-2">{move || Some(book.sheet.with(|sheet| sheet.total.without_actual)).filter(|n| *n != 0).map(|n| t.n(K::CostsMissing, n, &[]))}</p>
    }
}

/// Writes a table of cells into the grid from a cell on: over the lines of its group, and into new ones behind them.
fn write(book: Book, key: i64, column: usize, cells: &[Vec<String>], rows: &[GridRow]) {
    let Some(start) = rows.iter().position(|row| row.key == key) else { return };
    let below: Vec<&GridRow> = rows.iter().skip(start).take_while(|row| row.kind == GridKind::Line).collect();
    let group = rows.iter().take(start + 1).rev().find_map(|row| table::group_of(row.key)).unwrap_or(0);
    let activity = (group != 0).then_some(group);
    let mut wide: Vec<(i64, Vec<(Column, String)>)> = Vec::new();
    for (n, row) in cells.iter().enumerate() {
        let typed: Vec<_> = row
            .iter()
            .zip(table::COLUMNS.iter().skip(column))
            .filter_map(|(cell, column)| column.map(|column| (column, cell.clone())))
            .collect();
        let key = match below.get(n) {
            // Of a line that takes no changes nothing is written.
            Some(row) if row.cells.iter().all(|cell| cell.typed.is_none()) => continue,
            Some(row) => row.key,
            None => {
                if typed.iter().all(|(_, cell)| cell.trim().is_empty()) {
                    continue;
                }
                book.begun(group, key)
            }
        };
        wide.push((key, typed));
    }
    book.write(activity, &wide);
}
