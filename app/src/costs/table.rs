//! The rows of the grid: groups by activity with their sums, lines, and a row to begin the next in.

use super::book::{Book, in_order};
use crate::{
    context::{Page, use_page},
    today::kind_glyph,
};
use domain::{
    cost::{CostSheet, LineRow, SheetSum, paste::Column},
    metrics::{Deviation, Figure, Judgement, Value, deviation},
    money::line_total,
};
use leptos::prelude::*;
use std::{collections::HashSet, sync::Arc};
use texts::{K, Locale};
use ui::{Glyph, GridCell, GridColumn, GridKind, GridRow, GridWords};

/// Keys of rows that are no lines lie far below those of new ones.
const GROUPS: i64 = -1_000_000_000_000;

/// What is typed into a column of the grid.
pub const COLUMNS: [Option<Column>; 8] = [
    Some(Column::Article),
    Some(Column::Supplier),
    Some(Column::Quantity),
    Some(Column::Price),
    None,
    Some(Column::Committed),
    Some(Column::Actual),
    None,
];

/// The activity whose head a row is; 0 is the campaign itself.
pub fn group_of(key: i64) -> Option<i64> {
    (key <= GROUPS && key > GROUPS * 2).then_some(GROUPS - key)
}

pub fn columns(page: Page, total: &SheetSum) -> Vec<GridColumn> {
    let t = page.t;
    let column = |name: K, number: bool, list: &str, width: u32| GridColumn {
        name: t.t(name).to_owned(),
        number,
        list: list.to_owned(),
        width,
        class: if name == K::CostsArticle { "ps-8!" } else { "" },
    };
    // The sum is the widest of its column.
    let wide = |text: &str, least: u32| least.max(u32::try_from(text.chars().count()).unwrap_or(0) * 8 + 18);
    let sums = sum_cells(page, total);
    let sum = |n: usize, least: u32| sums.get(n).map_or(least, |cell| wide(&cell.text, least));
    vec![
        column(K::CostsArticle, false, "cost-articles", 158),
        column(K::CostsSupplier, false, "cost-suppliers", 108),
        column(K::CostsQuantity, true, "", 84),
        column(K::CostsPrice, true, "", 78),
        column(K::ChartPlanned, true, "", sum(0, 72)),
        column(K::CostsCommitted, true, "", sum(1, 84)),
        column(K::ChartActual, true, "", sum(2, 72)),
        column(K::CostsAgainstPlan, false, "", sum(3, 100)),
    ]
}

pub fn words(page: Page) -> GridWords {
    let t = page.t;
    GridWords {
        label: t.t(K::CostsHead).to_owned(),
        open: t.t(K::CostsOpenLine).to_owned(),
        fold: t.t(K::CostsFold).to_owned(),
    }
}

/// Class and words of a deviation in a cell.
pub fn against(page: Page, deviation: &Deviation) -> (String, &'static str) {
    let sign = match deviation.difference {
        Value::Money(n) if n > 0 => "▲ ",
        Value::Money(n) if n < 0 => "▼ ",
        _ => "",
    };
    match deviation.judgement {
        Judgement::OnPlan => (page.t.t(K::CostsAsPlanned).to_owned(), "text-xs text-ink-3"),
        judged => {
            let (word, class) = match judged {
                Judgement::Better => (K::CommonBetter, "text-xs text-good! font-medium"),
                _ => (K::CommonWorse, "text-xs text-bad! font-medium"),
            };
            let amount = match deviation.difference {
                Value::Money(n) if n > 0 => format!("+{}", page.l.amount(n)),
                Value::Money(n) => page.l.amount(n),
                _ => String::new(),
            };
            (format!("{sign}{amount} {}", page.t.t(word)), class)
        }
    }
}

fn cell(text: String) -> GridCell {
    GridCell { text, ..GridCell::default() }
}

/// Sums of a group: planned, committed, actual, and how what is paid stands to what was promised for it.
pub fn sum_cells(page: Page, sum: &SheetSum) -> Vec<GridCell> {
    let l = page.l;
    let (words, class) = if sum.sums.actual > 0 || sum.compared > 0 {
        deviation(Figure::Cost, Value::Money(sum.sums.actual), Value::Money(sum.compared))
            .map(|deviation| against(page, &deviation))
            .unwrap_or_default()
    } else {
        (String::new(), "")
    };
    let missing = (sum.rateless > 0).then(|| page.t.n(K::CostsRateless, sum.rateless, &[]));
    vec![
        cell(l.amount(sum.sums.planned)),
        cell(l.amount(sum.sums.committed)),
        cell(l.amount(sum.sums.actual)),
        GridCell { text: words, class, note: missing.unwrap_or_default(), ..GridCell::default() },
    ]
}

/// All rows, with what is typed.
pub fn rows(book: Book, folded: &HashSet<i64>) -> Arc<Vec<GridRow>> {
    let page = use_page();
    let typed = book.typed.get();
    let keys = book.keys.get();
    let fresh = book.fresh.get();
    book.sheet.with(|sheet| {
        let mut rows = Vec::with_capacity(sheet.lines.len() + 20);
        for (activity, name, glyph) in groups(page, sheet) {
            let id = activity.unwrap_or(0);
            let lines: Vec<&LineRow> = sheet.lines.iter().filter(|line| line.activity == activity).collect();
            let shut = folded.contains(&id);
            let sum = sheet
                .sums
                .iter()
                .find(|sum| sum.activity == activity)
                .copied()
                .unwrap_or_else(|| SheetSum { activity, ..SheetSum::total(&[]) });
            let mut cells = vec![cell(name)];
            cells.extend(sum_cells(page, &sum));
            let kind = GridKind::Group { folded: shut };
            rows.push(GridRow { key: GROUPS - id, kind, glyph, cells });
            if shut {
                continue;
            }
            for line in lines {
                let key = keys.get(&line.id).copied().unwrap_or(line.id);
                let cells = line_cells(page, book, key, Some(line), sheet.waiting);
                rows.push(GridRow { key, kind: GridKind::Line, glyph: None, cells });
            }
            // Lines that are begun and not stored yet.
            let begun = in_order(&typed).into_iter().filter(|key| {
                *key < 0
                    && typed.get(key).is_some_and(|typed| typed.activity == activity)
                    && !keys.values().any(|known| known == key)
            });
            for key in begun {
                let cells = line_cells(page, book, key, None, false);
                rows.push(GridRow { key, kind: GridKind::Line, glyph: None, cells });
            }
            if book.may && !sheet.waiting {
                rows.push(new_row(page, fresh.get(&id).copied().unwrap_or(GROUPS * 2 - id)));
            }
        }
        Arc::new(rows)
    })
}

/// Where the next line of a group is begun.
fn new_row(page: Page, key: i64) -> GridRow {
    let mut cells: Vec<GridCell> =
        COLUMNS.iter().map(|column| GridCell { typed: column.map(|_| String::new()), ..GridCell::default() }).collect();
    if let Some(first) = cells.first_mut() {
        first.text = page.t.t(K::CostsType).to_owned();
        first.class = "text-ink-3";
    }
    GridRow { key, kind: GridKind::New, glyph: None, cells }
}

/// The activity of the row in which a new line is begun; nothing for any other row.
pub fn new_group(book: Book, key: i64) -> Option<i64> {
    let begun = book.fresh.with_untracked(|fresh| fresh.iter().find(|(_, known)| **known == key).map(|(id, _)| *id));
    begun.or_else(|| {
        let id = GROUPS * 2 - key;
        (key <= GROUPS * 2 && book.fresh.with_untracked(|fresh| !fresh.contains_key(&id))).then_some(id)
    })
}

/// The activities in their order; what belongs to none comes last.
pub fn groups(page: Page, sheet: &CostSheet) -> Vec<(Option<i64>, String, Option<Glyph>)> {
    let mut groups: Vec<_> = sheet
        .activities
        .iter()
        .map(|a| {
            let name = if a.name.is_empty() {
                page.t.code("activity_one", a.kind.as_str()).to_owned()
            } else {
                a.name.clone()
            };
            (Some(a.id), name, Some(kind_glyph(a.kind)))
        })
        .collect();
    groups.push((None, page.t.t(K::CostsWhole).to_owned(), None));
    groups
}

fn line_cells(page: Page, book: Book, key: i64, row: Option<&LineRow>, waiting: bool) -> Vec<GridCell> {
    let t = page.t;
    let draft = book.draft(key);
    let dirty = book.typed.with_untracked(|all| all.contains_key(&key));
    let faults = book.faults(key);
    let fault = |field: &str| {
        let found = faults.iter().find(|f| f.field == field);
        found.map_or_else(String::new, |f| t.code("fault", &texts::snake(&f.fault.to_string())).to_owned())
    };
    let read = draft.read(book.home(), book.mark()).ok();
    let currency = read.as_ref().map(|line| line.currency).or(row.map(|row| row.currency)).unwrap_or(page.l.currency);
    let l = Locale { currency, ..page.l };
    let foreign = if currency == page.l.currency { String::new() } else { currency.code().to_owned() };
    let elsewhere = row.is_some_and(|row| row.elsewhere.is_some());
    let closed = row.is_some_and(|row| row.amounts.closed);
    let open = book.may && !elsewhere && !closed;
    // What is typed is shown as it is typed until it is stored; what is stored as the language writes it.
    let edit = |field: &str, shown: String, typed: String, plans: bool| GridCell {
        text: if dirty && (!fault(field).is_empty() || read.is_none()) { typed.clone() } else { shown },
        typed: (open && !(plans && waiting)).then_some(typed),
        fault: fault(field),
        ..GridCell::default()
    };
    // Of a shared line only the part of this campaign counts here; while it is typed in, the whole is shown.
    let part = row.filter(|row| !row.parts.is_empty() && !dirty);
    let (amounts, l_of) = match part {
        Some(row) => (Some(row.base), page.l),
        None => (read.as_ref().map(|line| line.amounts), l),
    };
    let amount = |minor: Option<i64>| minor.map_or_else(String::new, |minor| l_of.amount(minor));
    let quantity =
        if draft.unit.is_empty() { draft.quantity.clone() } else { format!("{} {}", draft.quantity, draft.unit) };
    let shown_quantity = read.as_ref().map_or_else(String::new, |line| t.decimal(line.quantity_milli, 3, 0));
    let whole = read.as_ref().and_then(|line| line_total(line.quantity_milli, line.price_minor).ok());
    let planned = part.map_or(whole, |row| Some(row.base.planned));
    let mut article = edit("article", draft.article.clone(), draft.article.clone(), true);
    article.note = match row {
        Some(row) if !row.parts.is_empty() => {
            let bearers = t.n(K::CostsSharedBy, i64::try_from(row.parts.len()).unwrap_or(0), &[]);
            let whole = whole.map(|whole| t.f(K::CostsPartOf, &[("amount", &l.money(whole))]));
            std::iter::once(bearers).chain(whole).collect::<Vec<_>>().join(t.t(K::CommonComma))
        }
        Some(_) if closed => t.t(K::CostsClosed).to_owned(),
        _ => String::new(),
    };
    let mut quantity = edit("quantity", shown_quantity, quantity, true);
    quantity.note.clone_from(&draft.unit);
    let supplier =
        GridCell { class: "text-ink-2", ..edit("supplier", draft.supplier.clone(), draft.supplier.clone(), false) };
    let price = edit(
        "price",
        read.as_ref().map_or_else(String::new, |line| l.exact(line.price_minor)),
        draft.price.clone(),
        true,
    );
    let planned = GridCell { note: if part.is_some() { String::new() } else { foreign }, ..cell(amount(planned)) };
    vec![
        article,
        supplier,
        quantity,
        price,
        planned,
        edit("committed", amount(amounts.and_then(|a| a.committed)), draft.committed.clone(), false),
        edit("actual", amount(amounts.and_then(|a| a.actual)), draft.actual.clone(), false),
        row.map_or_else(GridCell::default, |row| compared(page, row)),
    ]
}

/// How a line stands to what was promised for it.
fn compared(page: Page, row: &LineRow) -> GridCell {
    let t = page.t;
    if row.rateless > 0 {
        return GridCell {
            text: t.t(K::CostsNoRate).to_owned(),
            class: "text-xs text-warn font-medium",
            ..GridCell::default()
        };
    }
    let has_baseline = row.promised.is_some();
    let promised = row.promised.unwrap_or(row.base.planned);
    let Some(now) = row.base.actual.or(row.base.committed.filter(|committed| *committed > promised)) else {
        let changed = row.promised.filter(|promised| *promised != row.base.planned);
        let text = changed.map(|promised| t.f(K::CostsPromisedWas, &[("amount", &page.l.amount(promised))]));
        return GridCell { text: text.unwrap_or_default(), class: "text-xs text-ink-2", ..GridCell::default() };
    };
    let Some(deviation) = deviation(Figure::Cost, Value::Money(now), Value::Money(promised)) else {
        return GridCell::default();
    };
    let (text, class) = against(page, &deviation);
    let note = if has_baseline || row.promised.is_none() { String::new() } else { t.t(K::CostsAdded).to_owned() };
    GridCell { text, class, note, ..GridCell::default() }
}
