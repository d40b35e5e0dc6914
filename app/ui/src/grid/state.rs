//! Where one is in the grid, what is typed there, and what the keys do.

use super::{GridAct, GridCell, GridKind, GridRow, ROW};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

pub(super) type At = (i64, usize);

/// Class of the cell in which one is.
pub(super) const HERE: &str = "cur";

/// State of the grid: where one is, and what is typed there.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub rows: Signal<Arc<Vec<GridRow>>>,
    pub at: RwSignal<Option<At>>,
    pub editing: RwSignal<Option<String>>,
    /// The cell that is typed in.
    pub edited: Memo<Option<At>>,
    pub act: Callback<GridAct>,
    pub id: StoredValue<String>,
    /// Set while the focus leaves the cell by hand, so that what is typed is not stored twice.
    pub leaving: StoredValue<bool>,
    /// Whether the focus is in the grid. A row that is drawn anew takes it away, and it comes back.
    pub held: StoredValue<bool>,
}

impl State {
    pub fn id_of(self, (key, column): At) -> String {
        format!("{}-{key}-{column}", self.id.get_value())
    }

    /// The cell in which something happens.
    pub fn under(self, ev: &web_sys::Event) -> Option<At> {
        let target: web_sys::Element = ev.target()?.dyn_into().ok()?;
        let id = target.closest("td[id]").ok()??.id();
        let (key, column) = id.strip_prefix(&self.id.get_value())?.strip_prefix('-')?.rsplit_once('-')?;
        Some((key.parse().ok()?, column.parse().ok()?))
    }

    /// Goes to a cell that was pointed at or focused; what is typed elsewhere is stored.
    pub fn enter(self, at: Option<At>) {
        if at.is_some() && self.at.get_untracked() != at {
            self.commit();
            self.at.set(at);
        }
    }

    /// Marks the cell in which one is, and the one that the Tab key comes to: the same while it is drawn, otherwise the first of
    /// the rows `shown`. Gives that one's id; `before` is the last.
    pub fn mark(self, before: Option<String>, (first, last): (usize, usize)) -> Option<String> {
        let at = self.at.get();
        let stop = self.rows.with(|rows| {
            let shown = || {
                rows.get(first..last).into_iter().flatten().filter(|row| !matches!(row.kind, GridKind::Group { .. }))
            };
            at.filter(|at| shown().any(|row| row.key == at.0)).or_else(|| shown().next().map(|row| (row.key, 0)))
        });
        let tell = |id: &str, on: bool, here: bool| {
            let Some(cell) = document().get_element_by_id(id) else { return };
            drop(cell.set_attribute("tabindex", if on { "0" } else { "-1" }));
            drop(cell.class_list().toggle_with_force(HERE, here));
        };
        if let Some(id) = before {
            tell(&id, false, false);
        }
        let id = stop.map(|stop| self.id_of(stop))?;
        tell(&id, true, stop == at);
        if stop == at && self.held.get_value() {
            self.regain(&id);
            // Rows are drawn before this or after it.
            let id = id.clone();
            request_animation_frame(move || self.regain(&id));
        }
        Some(id)
    }

    /// Puts the focus back on the cell in which one is, where its row was drawn anew.
    fn regain(self, id: &str) {
        let lost = || document().active_element().is_none_or(|on| on.tag_name() == "BODY");
        if self.editing.try_with_untracked(Option::is_none).unwrap_or(false) && lost() {
            focus_on(id);
        }
    }

    /// The focus leaves what it was on: by hand, or because that is no longer there.
    pub fn left(self, ev: &web_sys::FocusEvent) {
        let grid = format!("#{}", self.id.get_value());
        let inside = move |node: &web_sys::Element| node.closest(&grid).is_ok_and(|found| found.is_some());
        if let Some(to) = ev.related_target().and_then(|to| to.dyn_into::<web_sys::Element>().ok()) {
            self.held.set_value(inside(&to));
            return;
        }
        let Some(from) = ev.target().and_then(|from| from.dyn_into::<web_sys::Node>().ok()) else { return };
        request_animation_frame(move || {
            // The page may have been left meanwhile.
            if from.is_connected() && self.held.try_get_value().is_some() {
                let on = document().active_element();
                self.held.set_value(on.is_some_and(|on| inside(&on)));
            }
        });
    }

    pub fn cell(self, at: At) -> Option<GridCell> {
        self.rows.with_untracked(|rows| rows.iter().find(|r| r.key == at.0)?.cells.get(at.1).cloned())
    }

    fn editable(self, at: At) -> bool {
        self.cell(at).is_some_and(|cell| cell.typed.is_some())
    }

    pub fn begin(self, at: At, with: Option<String>) {
        if let Some(typed) = self.cell(at).and_then(|cell| cell.typed) {
            self.editing.set(Some(with.unwrap_or(typed)));
        }
    }

    /// Stores what is typed.
    pub fn commit(self) {
        if let (Some(at), Some(typed)) = (self.at.get_untracked(), self.editing.get_untracked()) {
            self.leaving.set_value(true);
            self.editing.set(None);
            if self.cell(at).and_then(|cell| cell.typed).is_some_and(|before| before != typed) {
                self.act.run(GridAct::Edit { key: at.0, column: at.1, typed });
            }
        }
    }

    fn cancel(self) {
        self.leaving.set_value(true);
        self.editing.set(None);
        self.focus();
    }

    fn go(self, at: At) {
        self.at.set(Some(at));
        self.focus();
    }

    /// Puts the focus on the cell, which may have to be scrolled to first.
    fn focus(self) {
        let Some(at) = self.at.get_untracked() else { return };
        let (key, id) = (at.0, self.id_of(at));
        let box_id = self.id.get_value();
        let row = self.rows.with_untracked(|rows| rows.iter().position(|r| r.key == key)).unwrap_or(0);
        show(&box_id, row);
        // The cell is drawn in the next frame, where it was out of view.
        request_animation_frame(move || {
            request_animation_frame(move || {
                focus_on(&id);
            });
        });
    }

    /// The next cell in a direction: `down` rows and `on` columns. Heads of groups are passed over.
    fn moved(self, (key, column): At, down: isize, on: isize) -> Option<At> {
        self.rows.with_untracked(|rows| {
            let mut row = rows.iter().position(|r| r.key == key)?;
            let width = rows.get(row)?.cells.len();
            let column = column.checked_add_signed(on).filter(|column| *column < width)?;
            if down != 0 {
                loop {
                    row = row.checked_add_signed(down)?;
                    if !matches!(rows.get(row)?.kind, GridKind::Group { .. }) {
                        break;
                    }
                }
            }
            Some((rows.get(row)?.key, column))
        })
    }

    /// The next cell that can be edited, row by row.
    fn next(self, at: At, on: isize) -> Option<At> {
        let mut at = at;
        loop {
            at = match self.moved(at, 0, on) {
                Some(next) => next,
                None => {
                    let width = self
                        .rows
                        .with_untracked(|rows| rows.iter().find(|r| r.key == at.0).map_or(1, |r| r.cells.len()));
                    let (key, _) = self.moved(at, on, 0)?;
                    (key, if on > 0 { 0 } else { width - 1 })
                }
            };
            if self.editable(at) {
                return Some(at);
            }
        }
    }

    pub fn key(self, ev: &web_sys::KeyboardEvent, rtl: bool) {
        let Some(at) = self.at.get_untracked() else { return };
        let key = ev.key();
        let editing = self.editing.with_untracked(Option::is_some);
        let ctrl = ev.ctrl_key() || ev.meta_key();
        let ends = if rtl { -1 } else { 1 };
        let step = match key.as_str() {
            "ArrowDown" if !editing => Some((1, 0)),
            "ArrowUp" if !editing => Some((-1, 0)),
            "ArrowRight" if !editing => Some((0, ends)),
            "ArrowLeft" if !editing => Some((0, -ends)),
            _ => None,
        };
        if let Some((down, on)) = step {
            ev.prevent_default();
            if let Some(next) = self.moved(at, down, on) {
                self.go(next);
            }
            return;
        }
        match key.as_str() {
            "Enter" if editing => {
                ev.prevent_default();
                self.commit();
                self.go(self.moved(at, if ev.shift_key() { -1 } else { 1 }, 0).unwrap_or(at));
            }
            "Tab" => {
                let on = if ev.shift_key() { -1 } else { 1 };
                self.commit();
                // At the end the focus leaves the grid, as Tab does everywhere.
                if let Some(next) = self.next(at, on) {
                    ev.prevent_default();
                    self.go(next);
                }
            }
            "Escape" if editing => {
                ev.prevent_default();
                ev.stop_propagation();
                self.cancel();
            }
            "Enter" | "F2" if !editing => {
                ev.prevent_default();
                if self.editable(at) {
                    self.begin(at, None);
                } else {
                    self.act.run(GridAct::Open { key: at.0 });
                }
            }
            "Delete" if !editing && ctrl => {
                ev.prevent_default();
                self.act.run(GridAct::Remove { key: at.0 });
            }
            "Delete" | "Backspace" if !editing => {
                ev.prevent_default();
                if self.editable(at) {
                    self.act.run(GridAct::Edit { key: at.0, column: at.1, typed: String::new() });
                }
            }
            "z" | "Z" if ctrl && !editing => {
                ev.prevent_default();
                self.act.run(if ev.shift_key() { GridAct::Redo } else { GridAct::Undo });
            }
            "y" if ctrl && !editing => {
                ev.prevent_default();
                self.act.run(GridAct::Redo);
            }
            "Home" | "End" if !editing => {
                ev.prevent_default();
                let last = self
                    .rows
                    .with_untracked(|rows| rows.iter().find(|r| r.key == at.0).map_or(0, |r| r.cells.len() - 1));
                self.go((at.0, if key == "Home" { 0 } else { last }));
            }
            typed
                if !editing
                    && !ctrl
                    && !ev.alt_key()
                    && typed.chars().count() == 1
                    && typed != " "
                    && self.editable(at) =>
            {
                ev.prevent_default();
                self.begin(at, Some(typed.to_owned()));
            }
            _ => {}
        }
    }
}

fn focus_on(id: &str) {
    if let Some(cell) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(cell.focus());
    }
}

/// Scrolls the box so that a row is in view, below the head that stays.
fn show(id: &str, row: usize) {
    let Some(frame) = document().get_element_by_id(id) else { return };
    let number = |n: i32| usize::try_from(n).unwrap_or(0);
    let (top, height) = (number(frame.scroll_top()), number(frame.client_height()));
    let (above, below) = (row * ROW, (row + 3) * ROW);
    if above < top {
        frame.set_scroll_top(i32::try_from(above).unwrap_or(0));
    } else if below > top + height {
        frame.set_scroll_top(i32::try_from(below - height).unwrap_or(0));
    }
}
