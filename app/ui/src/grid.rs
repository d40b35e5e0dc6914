//! A grid that is worked in as in a spreadsheet: arrows move, Enter and F2 edit, Tab goes on, Escape cancels, what is copied is
//! pasted. Only the rows in view are in the page, so that thousands scroll as smoothly as ten.

mod cells;
mod state;

use crate::icon::Glyph;
use cells::Row;
use leptos::{html, prelude::*};
use state::State;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Height of a row in pixels, as in `.grid-table`.
const ROW: usize = 36;
/// Width of the column of buttons.
const OPEN: u32 = 36;
/// Rows drawn above and below those in view.
const SPARE: usize = 8;
/// Rows drawn before the height of the view is known, and by the server.
const FIRST: usize = 40;

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct GridColumn {
    pub name: String,
    /// Numbers stand at their end.
    pub number: bool,
    /// Id of a list of what may be typed; empty without one.
    pub list: String,
    /// In pixels; what is left over is given to all of them.
    pub width: u32,
    pub class: &'static str,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GridCell {
    pub text: String,
    /// A remark beside it, such as a unit.
    pub note: String,
    /// What editing begins with; nothing for a cell that is not edited.
    pub typed: Option<String>,
    pub class: &'static str,
    /// What is wrong with it.
    pub fault: String,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridKind {
    /// Head of a group, which may be folded.
    Group {
        folded: bool,
    },
    Line,
    /// Where a new line is begun.
    New,
}

/// A row. The first cell of a group names it.
#[derive(Debug, Clone, PartialEq)]
pub struct GridRow {
    pub key: i64,
    pub kind: GridKind,
    pub glyph: Option<Glyph>,
    pub cells: Vec<GridCell>,
}

/// What the grid says.
#[derive(Debug, Clone, PartialEq)]
pub struct GridWords {
    pub label: String,
    pub open: String,
    pub fold: String,
}

/// What somebody does in the grid.
#[derive(Debug, Clone, PartialEq)]
pub enum GridAct {
    /// A cell was typed.
    Edit {
        key: i64,
        column: usize,
        typed: String,
    },
    /// A table was pasted at a cell.
    Paste {
        key: i64,
        column: usize,
        text: String,
    },
    /// A row is to be shown whole.
    Open {
        key: i64,
    },
    Fold {
        key: i64,
    },
    Remove {
        key: i64,
    },
    Undo,
    Redo,
}

/// The rows that are drawn, of `all`, with the pixels left out above and below.
fn window(all: usize, top: usize, height: usize) -> (usize, usize) {
    let first = (top / ROW).saturating_sub(SPARE).min(all);
    let shown = if height == 0 { FIRST } else { height / ROW + 2 * SPARE };
    (first, (first + shown).min(all))
}

/// The grid. `foot` is its last row, which stays.
#[component]
pub fn Grid(
    #[prop(into)] id: String,
    columns: Vec<GridColumn>,
    rows: Signal<Arc<Vec<GridRow>>>,
    words: GridWords,
    act: Callback<GridAct>,
    #[prop(default = false)] mirrored: bool,
    foot: AnyView,
) -> impl IntoView {
    let (at, editing) = (RwSignal::new(None), RwSignal::new(None::<String>));
    let state = State {
        rows,
        at,
        editing,
        edited: Memo::new(move |_| at.get().filter(|_| editing.with(Option::is_some))),
        act,
        id: StoredValue::new(id.clone()),
        leaving: StoredValue::new(false),
        held: StoredValue::new(false),
    };
    let frame = NodeRef::<html::Div>::new();
    let top = RwSignal::new((0_usize, 0_usize));
    let measure = move || {
        if let Some(frame) = frame.get_untracked() {
            let number = |n: i32| usize::try_from(n).unwrap_or(0);
            // By whole rows, so that a pixel draws nothing anew.
            let now = (number(frame.scroll_top()) / ROW * ROW, number(frame.client_height()));
            if top.get_untracked() != now {
                top.set(now);
            }
        }
    };
    Effect::new(move |_| {
        if frame.get().is_some() {
            measure();
        }
    });
    let heads: Vec<_> = columns
        .iter()
        .map(|column| {
            let class = format!("{} {}", column.class, if column.number { "n" } else { "" });
            view! { <th scope="col" role="columnheader" class=class>{column.name.clone()}</th> }
        })
        .collect();
    let widths: Vec<_> =
        columns.iter().map(|column| column.width).chain([OPEN]).map(|width| html::col().attr("width", width)).collect();
    let columns = StoredValue::new(columns);
    let words = StoredValue::new(words);
    let span = Memo::new(move |_| {
        let (top, height) = top.get();
        window(rows.with(|rows| rows.len()), top, height)
    });
    // Rows that stay are known by their number and what is in them; only those that come are read.
    let held = StoredValue::new(None::<(i64, u64)>);
    let shown = move || {
        let (first, last) = span.get();
        let edited = state.edited.get().map(|at| at.0);
        // A row that is typed in is not drawn anew below the hands; what changed in it meanwhile is shown afterwards.
        let print = |row: &GridRow| match held.get_value() {
            Some((key, print)) if edited == Some(row.key) && key == row.key => print,
            _ => {
                let print = row.print();
                if edited == Some(row.key) {
                    held.set_value(Some((row.key, print)));
                }
                print
            }
        };
        if edited.is_none() {
            held.set_value(None);
        }
        rows.with(|rows| {
            (first..last)
                .zip(rows.get(first..last).unwrap_or_default())
                .map(|(n, row)| (n, print(row)))
                .collect::<Vec<_>>()
        })
    };
    Effect::new(move |before: Option<Option<String>>| state.mark(before.flatten(), span.get()));
    // The rows of the gaps stay, so that those between are neither first nor last and keep their style.
    let gap = move |before: bool| {
        let height = move || {
            let (first, last) = span.get();
            let left_out = if before { first } else { rows.with(|rows| rows.len()).saturating_sub(last) };
            (left_out * ROW).to_string()
        };
        view! { <tr aria-hidden="true" class="h-auto!"><td class="p-0! h-auto! border-0!"><svg class="block" width="1" height=height></svg></td></tr> }
    };
    let width = columns.with_value(Vec::len);
    view! {
        <div id=id node_ref=frame class="box overflow-auto grid-box" on:scroll=move |_| measure()
            on:keydown=move |ev| state.key(&ev, mirrored)
            on:pointerdown=move |ev| state.enter(state.under(&ev))
            on:focusin=move |ev| { state.held.set_value(true); state.enter(state.under(&ev)) }
            on:focusout=move |ev| state.left(&ev)
            on:dblclick=move |ev| if let Some(at) = state.under(&ev) { state.begin(at, None) }
            on:paste=move |ev| {
                if state.editing.with_untracked(Option::is_some) { return; }
                if let (Some((key, column)), Some(text)) = (state.at.get_untracked(), pasted(&ev)) {
                    ev.prevent_default();
                    act.run(GridAct::Paste { key, column, text });
                }
            }
            on:copy=move |ev| {
                if state.editing.with_untracked(Option::is_some) { return; }
                if let Some(typed) = state.at.get_untracked().and_then(|at| state.cell(at)).map(|cell| cell.typed.unwrap_or(cell.text)) {
                    copied(&ev, &typed);
                    ev.prevent_default();
                }
            }>
            <table class="table tight grid-table" role="grid" aria-label=words.with_value(|w| w.label.clone()) aria-rowcount=move || rows.with(|rows| rows.len() + 2).to_string()>
                <colgroup>{widths}</colgroup>
                <thead><tr role="row">{heads}<th scope="col" role="columnheader"><span class="sr-only">{words.with_value(|w| w.open.clone())}</span></th></tr></thead>
                <tbody>
                    {gap(true)}
                    <For each=shown key=|row| *row let((n, _))>{rows.with_untracked(|rows| rows.get(n).cloned()).map(|row| view! { <Row state row n width words columns/> })}</For>
                    {gap(false)}
                </tbody>
                <tfoot>{foot}</tfoot>
            </table>
        </div>
    }
}

impl GridRow {
    /// A print of all that is in a row, which is drawn anew when anything of it changes.
    fn print(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.key.hash(&mut hasher);
        matches!(self.kind, GridKind::Group { folded: true }).hash(&mut hasher);
        for cell in &self.cells {
            (&cell.text, &cell.note, &cell.typed, cell.class, &cell.fault).hash(&mut hasher);
        }
        hasher.finish()
    }
}

fn pasted(ev: &web_sys::Event) -> Option<String> {
    let ev: &web_sys::ClipboardEvent = ev.dyn_ref()?;
    ev.clipboard_data()?.get_data("text/plain").ok().filter(|text| !text.is_empty())
}

fn copied(ev: &web_sys::Event, text: &str) {
    if let Some(data) = ev.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data) {
        // It fails only where the browser forbids it, which leaves the clipboard as it was.
        drop(data.set_data("text/plain", text));
    }
}
