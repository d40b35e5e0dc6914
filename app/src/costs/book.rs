//! The grid while it is worked in: what is stored, what is typed and on its way, and the way back.

use super::{api, left};
use crate::{
    context::{Page, use_page},
    error::AppError,
    saving::Saving,
};
use domain::{
    cost::{CostSheet, LineDraft, LineEdit, LineEdits, LineRow, LinesSaved, paste::Column, paste::set},
    decimal::DecimalMark,
    fault::FieldFault,
    money::Currency,
};
use leptos::prelude::*;
use std::collections::{BTreeMap, HashMap};
use texts::K;
use ui::{Toast, Toasts, use_toaster};

/// Changes that can be taken back.
const STEPS_MAX: usize = 200;

/// What was typed into a line and is not stored yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    /// In which order new lines were begun; it is the one in which they are stored.
    pub begun: usize,
    /// Of a new line, the activity it is for.
    pub activity: Option<i64>,
    pub cells: Vec<(Column, String)>,
    /// Of a new line that came whole, from a paste or a form: what `cells` are written over.
    pub whole: Option<Box<LineDraft>>,
}

/// Changes that are on their way, with the rows that they are of.
pub type Sent = StoredValue<Vec<(i64, LineEdit)>>;

/// The number of the line that was begun last.
fn last(all: &BTreeMap<i64, Typed>) -> usize {
    all.values().map(|typed| typed.begun).max().unwrap_or(0)
}

/// The keys of what is typed, in the order in which it was begun.
pub fn in_order(all: &BTreeMap<i64, Typed>) -> Vec<i64> {
    let mut keys: Vec<(usize, i64)> = all.iter().map(|(key, typed)| (typed.begun, *key)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, key)| key).collect()
}

/// What takes a change back, or does it again.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Put(i64, Box<LineDraft>),
    Remove(i64),
    Restore(i64),
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Forth,
    Undo,
    Redo,
}

/// The costs of one campaign while somebody works on them.
#[derive(Clone, Copy)]
pub struct Book {
    page: Page,
    toaster: Toasts,
    pub sheet: RwSignal<CostSheet>,
    /// By key of the row: the id of a line, or a negative number for one that is new.
    pub typed: RwSignal<BTreeMap<i64, Typed>>,
    /// Keys under which lines were begun, by id, so that whoever types on stays in the row.
    pub keys: RwSignal<HashMap<i64, i64>>,
    /// The key that the next new line of each activity has; 0 is the campaign itself.
    pub fresh: RwSignal<HashMap<i64, i64>>,
    next: StoredValue<i64>,
    pub saving: Saving,
    /// What is on its way.
    sent: Sent,
    /// Rows to be removed once what is on its way is stored.
    later: StoredValue<Vec<i64>>,
    versions: StoredValue<HashMap<i64, i64>>,
    undo: StoredValue<Vec<Vec<Step>>>,
    redo: StoredValue<Vec<Vec<Step>>>,
    pub may: bool,
}

impl Book {
    pub fn new(sheet: CostSheet, may: bool) -> Self {
        let typed = RwSignal::new(left::taken(sheet.campaign));
        let (saving, sent) = (Saving::new(), StoredValue::new(Vec::new()));
        left::kept(sheet.campaign, typed, (saving, sent));
        Self {
            page: use_page(),
            toaster: use_toaster(),
            sheet: RwSignal::new(sheet),
            next: StoredValue::new(typed.with_untracked(|typed| typed.keys().next().map_or(-1, |key| (*key).min(-1)))),
            typed,
            keys: RwSignal::new(HashMap::new()),
            fresh: RwSignal::new(HashMap::new()),
            saving,
            sent,
            later: StoredValue::new(Vec::new()),
            versions: StoredValue::new(HashMap::new()),
            undo: StoredValue::new(Vec::new()),
            redo: StoredValue::new(Vec::new()),
            may,
        }
    }

    pub fn mark(self) -> DecimalMark {
        self.page.t.decimal_mark()
    }

    pub fn home(self) -> Currency {
        self.page.l.currency
    }

    /// A key for a line that is begun.
    pub fn new_key(self) -> i64 {
        self.next.update_value(|next| *next -= 1);
        self.next.get_value()
    }

    /// The id of the line in a row; nothing while it is not stored.
    pub fn id_of(self, key: i64) -> Option<i64> {
        if key > 0 {
            return Some(key);
        }
        self.keys.with_untracked(|keys| keys.iter().find(|(_, known)| **known == key).map(|(id, _)| *id))
    }

    /// The row of the change of that number among those on their way.
    pub fn sent_key(self, n: usize) -> Option<i64> {
        self.sent.with_value(|sent| sent.get(n).map(|(key, _)| *key))
    }

    pub fn row_of(self, key: i64) -> Option<LineRow> {
        let id = self.id_of(key)?;
        self.sheet.with_untracked(|sheet| sheet.lines.iter().find(|line| line.id == id).cloned())
    }

    /// The line of a row as it would be stored: as it is, with what is typed.
    pub fn draft(self, key: i64) -> LineDraft {
        let typed = self.typed.with_untracked(|all| all.get(&key).cloned()).unwrap_or_default();
        let mut draft = match self.row_of(key) {
            Some(row) => row.draft(self.mark(), self.home()),
            None => match typed.whole {
                Some(whole) => *whole,
                None => LineDraft { activity: typed.activity, ..LineDraft::default() },
            },
        };
        for (column, cell) in &typed.cells {
            set(&mut draft, *column, cell);
        }
        draft
    }

    /// What is wrong with a row as it is typed.
    pub fn faults(self, key: i64) -> Vec<FieldFault> {
        if self.typed.with_untracked(|all| !all.contains_key(&key)) {
            return Vec::new();
        }
        self.draft(key).read(self.home(), self.mark()).err().unwrap_or_default()
    }

    /// Takes what was typed into rows, new ones of an activity among them, and stores those that are right.
    pub fn write(self, activity: Option<i64>, rows: &[(i64, Vec<(Column, String)>)]) {
        self.typed.update(|all| {
            for (key, cells) in rows {
                let begun = last(all) + 1;
                let typed = all.entry(*key).or_insert_with(|| Typed { begun, activity, ..Typed::default() });
                for (column, cell) in cells {
                    typed.cells.retain(|(known, _)| known != column);
                    typed.cells.push((*column, cell.clone()));
                }
            }
        });
        self.send("");
    }

    /// The key of a line that is begun in a group: of the row in which one types, where that is the one for new lines.
    pub fn begun(self, group: i64, key: i64) -> i64 {
        let next = self.new_key();
        if super::table::new_group(self, key).is_some() {
            self.fresh.update(|fresh| {
                fresh.insert(group, next);
            });
            return key;
        }
        next
    }

    /// Stores every row that is right, with the reason for which a budget may be exceeded.
    pub fn send(self, reason: &str) {
        if self.saving.busy.get_untracked() {
            return;
        }
        let keys = self.typed.with_untracked(in_order);
        // What is typed again as it stands is no change, and nothing to take back.
        let (same, keys): (Vec<i64>, Vec<i64>) = keys.into_iter().partition(|key| self.is_same(*key));
        if !same.is_empty() {
            self.typed.update(|all| all.retain(|key, _| !same.contains(key)));
        }
        let edit = |key: i64| {
            if !self.faults(key).is_empty() {
                return None;
            }
            let row = self.row_of(key);
            let (id, version) = (row.as_ref().map(|row| row.id), row.map_or(0, |row| row.version));
            // What was begun and is still without a row of its own waits for the next reading.
            if id.is_none() && self.id_of(key).is_some() {
                return None;
            }
            Some((key, LineEdit::Put { id, version, line: Box::new(self.draft(key)) }))
        };
        let edits: Vec<(i64, LineEdit)> = keys.into_iter().filter_map(edit).collect();
        if !edits.is_empty() {
            self.run(edits, reason, Way::Forth);
        }
    }

    fn is_same(self, key: i64) -> bool {
        self.row_of(key).is_some_and(|row| row.draft(self.mark(), self.home()) == self.draft(key))
    }

    pub fn remove(self, key: i64) {
        if self.saving.busy.get_untracked() {
            self.later.update_value(|later| later.push(key));
            return;
        }
        match self.row_of(key) {
            Some(row) => {
                self.typed.update(|all| drop(all.remove(&key)));
                self.run(vec![(key, LineEdit::Remove { id: row.id, version: row.version })], "", Way::Forth);
            }
            None => self.typed.update(|all| drop(all.remove(&key))),
        }
    }

    /// Adds lines. They stand in the grid until they are stored, so none is lost while others are on their way, or where a
    /// budget wants a reason first.
    pub fn add(self, lines: Vec<LineDraft>) {
        let keys: Vec<i64> = lines.iter().map(|_| self.new_key()).collect();
        self.typed.update(|all| {
            for (key, line) in keys.into_iter().zip(lines) {
                let typed = Typed {
                    begun: last(all) + 1,
                    activity: line.activity,
                    cells: Vec::new(),
                    whole: Some(Box::new(line)),
                };
                all.insert(key, typed);
            }
        });
        self.send("");
    }

    pub fn back(self, forth: bool) {
        if self.saving.busy.get_untracked() {
            return;
        }
        let (stack, way) = if forth { (self.redo, Way::Redo) } else { (self.undo, Way::Undo) };
        let Some(steps) = stack.try_update_value(Vec::pop).flatten() else { return };
        let version = |id: i64| {
            let known = self.versions.with_value(|all| all.get(&id).copied());
            self.sheet
                .with_untracked(|sheet| sheet.lines.iter().find(|line| line.id == id).map(|line| line.version))
                .or(known)
                .unwrap_or(0)
        };
        let edit = |step: Step| match step {
            Step::Put(id, line) => (id, LineEdit::Put { id: Some(id), version: version(id), line }),
            Step::Remove(id) => (id, LineEdit::Remove { id, version: version(id) }),
            Step::Restore(id) => (id, LineEdit::Restore { id, version: version(id) }),
        };
        self.run(steps.into_iter().map(edit).collect(), "", way);
    }

    fn run(self, edits: Vec<(i64, LineEdit)>, reason: &str, way: Way) {
        let lines = LineEdits {
            campaign: self.sheet.with_untracked(|sheet| sheet.campaign),
            edits: edits.iter().map(|(_, edit)| edit.clone()).collect(),
            reason: reason.to_owned(),
        };
        self.sent.set_value(edits);
        self.saving.run(move |request| api::save(request, lines), move |saved: LinesSaved| self.stored(&saved, way));
    }

    /// What was sent is stored: it is no longer typed, can be taken back, and is read anew.
    fn stored(self, saved: &LinesSaved, way: Way) {
        let sent = self.sent.try_update_value(std::mem::take).unwrap_or_default();
        let mut steps = Vec::new();
        for ((key, edit), (id, version)) in sent.iter().zip(&saved.lines) {
            let before = self.row_of(*key).map(|row| Box::new(row.draft(self.mark(), self.home())));
            match edit {
                LineEdit::Put { id: None, line, .. } => {
                    self.keys.update(|keys| {
                        keys.insert(*id, *key);
                    });
                    self.settle(*key, line);
                    steps.push(Step::Remove(*id));
                }
                LineEdit::Put { line, .. } => {
                    self.settle(*key, line);
                    steps.extend(before.map(|before| Step::Put(*id, before)));
                }
                LineEdit::Remove { .. } => steps.push(Step::Restore(*id)),
                LineEdit::Restore { .. } => steps.push(Step::Remove(*id)),
            }
            self.versions.update_value(|all| {
                all.insert(*id, *version);
            });
        }
        let stack = if way == Way::Undo { self.redo } else { self.undo };
        stack.update_value(|stack| {
            stack.push(steps);
            if stack.len() > STEPS_MAX {
                stack.remove(0);
            }
        });
        if way == Way::Forth {
            self.redo.update_value(Vec::clear);
        }
        let t = self.page.t;
        let lines = i64::try_from(saved.lines.len()).unwrap_or(0);
        match way {
            Way::Forth if !saved.suppliers.is_empty() => {
                let words = t.n(
                    K::CostsNewSuppliers,
                    i64::try_from(saved.suppliers.len()).unwrap_or(0),
                    &[("names", &saved.suppliers.join(t.t(K::CommonComma)))],
                );
                self.toaster.show(Toast::said(words));
            }
            Way::Forth if lines > 1 => self.toaster.show(Toast::said(t.n(K::CostsStored, lines, &[]))),
            Way::Forth => {}
            Way::Undo => self.toaster.show(Toast::said(t.t(K::CostsUndone))),
            Way::Redo => self.toaster.show(Toast::said(t.t(K::CostsRedone))),
        }
        self.read();
    }

    /// Forgets what was typed as far as it is stored; what was typed meanwhile stays.
    fn settle(self, key: i64, stored: &LineDraft) {
        self.typed.update(|all| {
            if let Some(typed) = all.get_mut(&key) {
                typed.cells.retain(|(column, cell)| {
                    let mut with = stored.clone();
                    set(&mut with, *column, cell);
                    with != *stored
                });
                if typed.cells.is_empty() {
                    all.remove(&key);
                }
            }
        });
    }

    /// Reads the sheet anew, and goes on with what was typed meanwhile.
    pub fn read(self) {
        let campaign = self.sheet.with_untracked(|sheet| sheet.campaign);
        leptos::task::spawn_local(async move {
            match api::sheet(campaign).await {
                // The page may have been left.
                Ok(sheet) => {
                    if self.sheet.try_set(sheet).is_none() {
                        match self.later.try_update_value(Vec::pop).flatten() {
                            Some(key) => self.remove(key),
                            None => self.send(""),
                        }
                    }
                }
                Err(error) => self.toaster.show(Toast::fault(error.words(self.page.t))),
            }
        });
    }

    /// Drops what was typed and reads what is stored.
    pub fn drop_typed(self) {
        self.typed.update(BTreeMap::clear);
        self.saving.error.set(None);
        self.saving.forget();
        self.read();
    }

    /// Where somebody else changed the same line meanwhile, reads it; what is typed goes on over it when asked.
    pub fn is_stale(self) -> bool {
        self.saving.error.with(|error| matches!(error, Some(AppError::Conflict { .. })))
    }
}
