//! Rows and cells of the grid.

use super::{
    GridAct, GridCell, GridColumn, GridKind, GridRow, GridWords,
    state::{At, HERE, State},
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
                view! { <td class=class><bdi>{cell.text}</bdi></td> }
            })
            .collect();
        let arrow = if folded { Glyph::ChevronEnd } else { Glyph::ChevronDown };
        let glyph = row.glyph.map(|glyph| view! { <Icon glyph size=15/> });
        let label = words.with_value(|w| format!("{}: {name}", w.fold));
        return view! {
            <tr role="row" aria-rowindex=index class="bg-canvas"><th role="rowheader" class="ps-2! text-start" colspan=named.to_string()><button type="button" class="flex items-center gap-2 font-semibold max-w-full" aria-expanded=(!folded).to_string() aria-label=label on:click=move |_| state.act.run(GridAct::Fold { key })><span class="text-ink-3"><Icon glyph=arrow size=14/></span><span class="text-ink-3">{glyph}</span><bdi class="truncate">{name}</bdi></button></th>{rest}<td></td></tr>
        }
        .into_any();
    }
    let new = row.kind == GridKind::New;
    let label =
        words.with_value(|w| format!("{}: {}", w.open, row.cells.first().map_or("", |cell| cell.text.as_str())));
    let edited = Memo::new(move |_| state.edited.get().filter(|at| at.0 == key).map(|at| at.1));
    let cells = StoredValue::new(row.cells);
    // Nothing in a cell listens to anything, because thousands of them are scrolled by: the grid hears for all of them and marks
    // where one is. Only the row that is typed in is drawn anew.
    let cells = move || {
        let edited = edited.get();
        cells.with_value(|cells| {
            let cell = |(column, shown): (usize, &GridCell)| {
                cell(state, (key, column), shown, edited == Some(column), columns)
            };
            cells.iter().enumerate().map(cell).collect::<Vec<_>>()
        })
    };
    let open = (!new).then(|| view! { <button type="button" tabindex="-1" class="btn btn-ghost btn-xs btn-square" aria-label=label on:click=move |_| state.act.run(GridAct::Open { key })><Icon glyph=Glyph::More size=14/></button> });
    view! { <tr role="row" aria-rowindex=index class=new.then_some("new")>{cells}<td class="p-0! text-center">{open}</td></tr> }.into_any()
}

fn cell(
    state: State,
    at: At,
    cell: &GridCell,
    edited: bool,
    columns: StoredValue<Vec<GridColumn>>,
) -> impl IntoView + use<> {
    let number = columns.with_value(|c| c.get(at.1).is_some_and(|c| c.number));
    let here = state.at.get_untracked() == Some(at);
    let mut class = cell.class.to_owned();
    for (on, name) in [(number, "n"), (at.1 == 0, "ps-8!"), (!cell.fault.is_empty(), "wrong"), (here, HERE)] {
        if on {
            class.push(' ');
            class.push_str(name);
        }
    }
    let fault = Some(cell.fault.clone()).filter(|fault| !fault.is_empty());
    // A number alone runs from left to right everywhere; with its unit, by the language of the unit. Text stands alone in its cell,
    // whose style keeps its direction: an element less in each of thousands.
    let plain = cell.note.is_empty();
    let shown = (!edited).then(|| {
        if plain {
            return cell.text.clone().into_any();
        }
        view! { <bdi>{cell.text.clone()}</bdi>" "<span class="text-ink-3 text-xs">{cell.note.clone()}</span> }
            .into_any()
    });
    let editor = edited.then(|| {
        let (name, list) =
            columns.with_value(|c| c.get(at.1).map(|c| (c.name.clone(), c.list.clone())).unwrap_or_default());
        view! { <Editor state name list number/> }
    });
    let invalid = fault.as_ref().map(|_| "true");
    view! { <td id=state.id_of(at) class=class dir=(number && plain).then_some("ltr") tabindex=if here { "0" } else { "-1" } aria-readonly=cell.typed.is_none().then_some("true") aria-invalid=invalid title=fault>{shown}{editor}</td> }
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
