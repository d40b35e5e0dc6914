//! Rows and cells of the grid.

use super::{
    GridAct, GridCell, GridColumn, GridKind, GridRow, GridWords,
    state::{At, State},
};
use crate::icon::{Glyph, Icon};
use leptos::{html, prelude::*};

#[component]
pub(super) fn Row(
    state: State,
    row: GridRow,
    n: usize,
    width: usize,
    words: StoredValue<GridWords>,
    columns: StoredValue<Vec<GridColumn>>,
) -> impl IntoView {
    let key = row.key;
    let index = (n + 2).to_string();
    if let GridKind::Group { folded } = row.kind {
        let mut cells = row.cells.into_iter();
        let name = cells.next().map(|cell| cell.text).unwrap_or_default();
        let rest: Vec<_> = cells.collect();
        let named = width - rest.len();
        let rest: Vec<_> = rest
            .into_iter()
            .enumerate()
            .map(|(n, cell)| {
                let number = columns.with_value(|c| c.get(named + n).is_some_and(|c| c.number));
                let class = format!("{} font-semibold {}", if number { "n" } else { "" }, cell.class);
                view! { <td role="gridcell" class=class><bdi>{cell.text}</bdi></td> }
            })
            .collect();
        let arrow = if folded { Glyph::ChevronEnd } else { Glyph::ChevronDown };
        let glyph = row.glyph.map(|glyph| view! { <Icon glyph size=15/> });
        let label = words.with_value(|w| format!("{}: {name}", w.fold));
        return view! {
            <tr role="row" aria-rowindex=index class="bg-canvas"><th role="rowheader" class="ps-2! text-start" colspan=named.to_string()><button type="button" class="flex items-center gap-2 font-semibold max-w-full" aria-expanded=(!folded).to_string() aria-label=label on:click=move |_| state.act.run(GridAct::Fold { key })><span class="text-ink-3"><Icon glyph=arrow size=14/></span><span class="text-ink-3">{glyph}</span><bdi class="truncate">{name}</bdi></button></th>{rest}<td role="gridcell"></td></tr>
        }
        .into_any();
    }
    let new = row.kind == GridKind::New;
    let label =
        words.with_value(|w| format!("{}: {}", w.open, row.cells.first().map_or("", |cell| cell.text.as_str())));
    let cells: Vec<_> = row
        .cells
        .into_iter()
        .enumerate()
        .map(|(column, cell)| {
            let number = columns.with_value(|c| c.get(column).is_some_and(|c| c.number));
            view! { <Cell state at=(key, column) cell number first=column == 0 columns/> }
        })
        .collect();
    let open = (!new).then(|| view! { <button type="button" tabindex="-1" class="btn btn-ghost btn-xs btn-square" aria-label=label on:click=move |_| state.act.run(GridAct::Open { key })><Icon glyph=Glyph::More size=14/></button> });
    view! { <tr role="row" aria-rowindex=index class=if new { "new" } else { "" }>{cells}<td role="gridcell" class="p-0! text-center">{open}</td></tr> }.into_any()
}

#[component]
fn Cell(
    state: State,
    at: At,
    cell: GridCell,
    number: bool,
    first: bool,
    columns: StoredValue<Vec<GridColumn>>,
) -> impl IntoView {
    let here = Memo::new(move |_| state.at.get() == Some(at));
    let edits = Memo::new(move |_| here.get() && state.editing.with(Option::is_some));
    let class = format!(
        "{} {} {} {}",
        if number { "n" } else { "" },
        cell.class,
        if first { "ps-8!" } else { "" },
        if cell.fault.is_empty() { "" } else { "wrong" }
    );
    let readonly = cell.typed.is_none();
    let name = columns.with_value(|c| c.get(at.1).map(|c| (c.name.clone(), c.list.clone())).unwrap_or_default());
    let fault = (!cell.fault.is_empty()).then(|| cell.fault.clone());
    let note = StoredValue::new(Some(cell.note.clone()).filter(|note| !note.is_empty()));
    let text = StoredValue::new(cell.text);
    let id = format!("{}-{}-{}", state.id.get_value(), at.0, at.1);
    let inner = move || {
        if edits.get() {
            let (name, list) = name.clone();
            view! { <Editor state name list number/> }.into_any()
        } else {
            let note = note.get_value().map(|note| view! { " "<span class="text-ink-3 text-xs">{note}</span> });
            view! { <bdi>{text.get_value()}</bdi>{note} }.into_any()
        }
    };
    view! {
        <td id=id role="gridcell" class=class class:cur=here tabindex=move || if here.get() { "0" } else { "-1" } aria-readonly=readonly.then_some("true") aria-invalid=fault.as_ref().map(|_| "true") title=fault
            on:pointerdown=move |_| { if !here.get_untracked() { state.commit(); state.at.set(Some(at)); } }
            on:focus=move |_| { if state.at.get_untracked() != Some(at) { state.commit(); state.at.set(Some(at)); } }
            on:dblclick=move |_| state.begin(at, None)>{inner}</td>
    }
}

#[component]
fn Editor(state: State, name: String, list: String, number: bool) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let start = state.editing.get_untracked().unwrap_or_default();
    state.leaving.set_value(false);
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            drop(input.focus());
            let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(0);
            drop(input.set_selection_range(end, end));
        }
    });
    let class = if number { "grid-input text-end num" } else { "grid-input" };
    let list = (!list.is_empty()).then_some(list);
    view! {
        <input node_ref=input class=class aria-label=name list=list dir=if number { "ltr" } else { "auto" } inputmode=if number { "decimal" } else { "text" } autocomplete="off" maxlength="160" prop:value=start
            on:input=move |ev| state.editing.set(Some(event_target_value(&ev)))
            on:blur=move |_| if !state.leaving.get_value() { state.commit() }/>
    }
}
