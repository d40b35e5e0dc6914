//! A draft while it is edited: saved by its buttons, after each pause in typing, and when its page is left.

use super::api;
use crate::{
    context::{Page, use_page},
    error::AppError,
    loaded::Answer,
    saving::{Saving, new_request, run_beside},
};
use domain::{
    campaign::{DraftInput, DraftView, Drafted},
    rule::{Filters, Rule},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{future::Future, pin::Pin, time::Duration};
use ui::{Toast, Toasts, use_toaster};

/// The draft while it is edited, with what the server computed for its last saved form.
#[derive(Clone, Copy)]
pub struct Drafting {
    pub input: RwSignal<DraftInput>,
    /// As last saved; what is typed meanwhile stays in `input`.
    pub view: RwSignal<DraftView>,
    pub filters: StoredValue<Filters>,
    /// Version of the campaign as of the last saving; who launches has seen that.
    pub campaign_version: StoredValue<i64>,
    pub saving: Saving,
    /// Whether the question before the launch is open.
    pub asked: RwSignal<bool>,
    /// As the server last took it; what differs is saved after a pause.
    pub saved: StoredValue<DraftInput>,
    /// What to do after the next saving, asked for while one ran.
    next: StoredValue<Option<Then>>,
    /// What was typed when the page was left while a saving ran, which then sends it too.
    left: StoredValue<ArcStoredValue<Option<DraftInput>>>,
    /// What was sent last; the same may be sent again under its id.
    last: StoredValue<Option<DraftInput>>,
    page: Page,
    toaster: Toasts,
}

/// What follows a saving, with what it made.
pub type Then = Box<dyn FnOnce(Drafted) + Send + Sync>;

/// The pause in typing after which a draft is saved.
const PAUSE: Duration = Duration::from_millis(900);

impl Drafting {
    /// Edits `input`; what is typed into a draft that exists is kept after each pause and when the page is left.
    pub fn new(input: DraftInput, draft: DraftView, filters: Filters) -> Self {
        let drafting = Self {
            saved: StoredValue::new(input.clone()),
            input: RwSignal::new(input),
            campaign_version: StoredValue::new(draft.campaign_version),
            view: RwSignal::new(draft),
            filters: StoredValue::new(filters),
            saving: Saving::new(),
            asked: RwSignal::new(false),
            next: StoredValue::new(None),
            left: StoredValue::new(ArcStoredValue::new(None)),
            last: StoredValue::new(None),
            page: use_page(),
            toaster: use_toaster(),
        };
        drafting.keep_after_pauses();
        drafting
    }

    /// Saves what is typed, takes what the server made of it, and goes on with `then`. Fields are left alone, so that
    /// nothing typed while it ran is lost.
    pub fn save(self, then: impl FnOnce(Drafted) + Send + Sync + 'static) {
        self.save_then(Box::new(then));
    }

    /// The same, before the page is left: saves again what was typed meanwhile.
    pub fn save_all(self, then: Then) {
        self.save(move |saved| if untrack(|| self.is_changed()) { self.save_all(then) } else { then(saved) });
    }

    fn save_then(self, then: Then) {
        if self.saving.busy.get_untracked() {
            self.next.set_value(Some(then));
            return;
        }
        // A wish from before a saving that was refused is not carried out later.
        self.next.set_value(None);
        let mut input = self.input.get_untracked();
        // Over what somebody else stored only once that was shown.
        input.version = self.saving.version(input.version);
        let sent = input.clone();
        let send = self.sender(input);
        self.saving.run(
            move |request| async move {
                let drafted = send(request).await?;
                Ok((drafted, api::activity(drafted.activity).await?))
            },
            move |(drafted, view): (Drafted, DraftView)| {
                self.take(sent, drafted);
                self.view.set(view);
                then(drafted);
            },
        );
    }

    /// Saves what is typed without asking what would come of it.
    fn keep(self) {
        let decides = self.saving.error.with_untracked(|e| matches!(e, Some(AppError::Conflict { .. })));
        // What is typed while a saving runs waits for the pause after it: it may be half a line by then.
        if decides || self.saving.busy.get_untracked() || !untrack(|| self.is_changed()) {
            return;
        }
        let input = self.input.get_untracked();
        let readable = input.read(self.page.l.currency, self.page.t.decimal_mark()).is_ok();
        if !is_whole(&input) || !readable {
            // Somebody is still at it; the button says what is lacking.
            return;
        }
        let aimed = |i: &DraftInput| {
            let whom = (i.kind, i.rule.clone(), i.lists.clone(), i.roles, i.prefers, i.one_each, i.after.clone());
            (whom, i.skip_days.clone(), i.needs_consent)
        };
        if self.saved.with_value(aimed) != aimed(&input) {
            // Who is contacted changes with it, and stands beside.
            self.save(|_| {});
            return;
        }
        self.next.set_value(None);
        let sent = input.clone();
        self.saving.run(self.sender(input), move |drafted: Drafted| self.take(sent, drafted));
    }

    /// Sends a draft, and after it what was typed until its page was left.
    fn sender(self, input: DraftInput) -> impl FnOnce(String) -> Sending {
        if self.last.with_value(|last| last.as_ref() != Some(&input)) {
            self.saving.forget();
        }
        self.last.set_value(Some(input.clone()));
        let (left, page, toaster) = (self.left.get_value(), self.page, self.toaster);
        move |request| Box::pin(send(request, input, left, page, toaster))
    }

    /// Saves what is typed as the page is left. It only reads: what shows these signals still stands there and must not
    /// be told to draw once they are gone.
    fn leave(self) {
        let mut input = self.input.get_untracked();
        if !is_whole(&input) {
            input.rule = self.saved.with_value(|saved| saved.rule.clone());
        }
        if input.activity.is_none() || !untrack(|| self.is_changed()) {
            return;
        }
        if self.saving.busy.get_untracked() {
            self.left.get_value().set_value(Some(input));
        } else {
            run_beside(self.page, self.toaster, move |request| api::save_draft(request, input), |_| {});
        }
    }

    fn take(self, sent: DraftInput, drafted: Drafted) {
        self.saved.set_value(sent);
        self.campaign_version.set_value(drafted.version);
        self.input.update(|i| {
            i.id = Some(drafted.id);
            i.activity = Some(drafted.activity);
            i.version = drafted.activity_version;
        });
        let next = self.next.try_update_value(Option::take).flatten();
        if let Some(next) = next {
            self.save_then(next);
        }
    }

    /// What a form shows before anything is typed in it, which is no change.
    pub fn begin_with(self, how: impl Fn(&mut DraftInput)) {
        self.input.update_untracked(&how);
        self.saved.update_value(how);
    }

    /// Whether something is typed that the server does not have yet.
    fn is_changed(self) -> bool {
        self.saved.with_value(|saved| {
            self.input.with(|now| {
                let alike =
                    DraftInput { id: saved.id, activity: saved.activity, version: saved.version, ..now.clone() };
                alike != *saved
            })
        })
    }

    /// Saves a draft that exists after each pause in typing, and when the page is left.
    fn keep_after_pauses(self) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || {
            if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
                timer.clear();
            }
        };
        Effect::new(move |_| {
            let changed = self.is_changed();
            stop();
            if changed && self.input.with(|i| i.activity.is_some()) {
                let keep = move || {
                    waiting.set_value(None);
                    self.keep();
                };
                waiting.set_value(set_timeout_with_handle(keep, PAUSE).ok());
            }
        });
        on_cleanup(move || {
            stop();
            if cfg!(feature = "hydrate") {
                self.leave();
            }
        });
    }
}

/// Whether every condition of its rule has its value.
fn is_whole(input: &DraftInput) -> bool {
    input.rule.as_ref().is_none_or(Rule::is_whole)
}

/// A draft on its way.
type Sending = Pin<Box<dyn Future<Output = Answer<Drafted>>>>;

async fn send(
    request: String,
    input: DraftInput,
    left: ArcStoredValue<Option<DraftInput>>,
    page: Page,
    toaster: Toasts,
) -> Answer<Drafted> {
    let answer = api::save_draft(request, input).await;
    let Some(rest) = left.try_update_value(Option::take).flatten() else { return answer };
    let rest = match &answer {
        Ok(drafted) => {
            let (id, activity) = (Some(drafted.id), Some(drafted.activity));
            DraftInput { id, activity, version: drafted.activity_version, ..rest }
        }
        Err(_) => rest,
    };
    let answer = api::save_draft(new_request(), rest).await;
    if let Err(error) = &answer {
        // Its page is gone, so it is told in a message.
        toaster.show(Toast::fault(error.words(page.t)));
    }
    answer
}
