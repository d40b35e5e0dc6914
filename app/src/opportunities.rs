//! Opportunities on a board: stages beside each other on the desk, one at a time on the phone.

mod add;
pub mod api;
mod card;
mod close;
mod edit;

use crate::{
    context::{Page, use_page},
    error::AppError,
    frame::{Empty, Heading, show_current},
    leads::SalesTabs,
    loaded::reloader,
    saving::Saving,
    wire::Load,
};
pub use add::NewOpportunityButton;
use card::CardItem;
use close::CloseDialog;
use domain::{
    attribute::Attribute,
    opportunity::{Board, BoardStage, Card},
};
use edit::EditDialog;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon, Toast, Toasts, use_toaster};

/// What can be done from anywhere on the board.
#[derive(Clone, Copy)]
pub struct Actions {
    page: Page,
    toaster: Toasts,
    pub stages: StoredValue<Vec<(i64, String)>>,
    pub moving: Saving,
    pub winning: RwSignal<Option<Card>>,
    pub losing: RwSignal<Option<Card>>,
    pub editing: RwSignal<Option<Card>>,
    pub dragged: RwSignal<Option<Card>>,
    /// The card that was moved last, to which the focus goes back.
    pub moved: StoredValue<Option<i64>>,
    pub reload: RwSignal<u32>,
    /// The attributes that opportunities have.
    pub attributes: StoredValue<Vec<Attribute>>,
}

impl Actions {
    /// Moves a card, says so, and offers the way back.
    pub fn move_to(self, card: Card, stage: i64) {
        if card.stage_id == stage {
            return;
        }
        let (t, toaster) = (self.page.t, self.toaster);
        let (id, version, from) = (card.id, card.version, card.stage_id);
        let name = self
            .stages
            .with_value(|s| s.iter().find(|(id, _)| *id == stage).map(|(_, name)| name.clone()).unwrap_or_default());
        self.moving.run(
            move |request| api::move_to(request, id, version, stage),
            move |version: i64| {
                let undo = Callback::new(move |()| {
                    self.moving.run(
                        move |request| api::move_to(request, id, version, from),
                        move |_: i64| self.reload.update(|n| *n += 1),
                    );
                });
                toaster.show(Toast {
                    text: t.f(K::BoardMoved, &[("title", &card.title), ("stage", &name)]),
                    fault: false,
                    undo: Some((t.t(K::CommonUndo).to_owned(), undo)),
                });
                self.moved.set_value(Some(id));
                self.reload.update(|n| *n += 1);
            },
        );
    }
}

#[component]
pub fn BoardPage() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let reload = reloader();
    let query = use_query_map();
    let pipeline = Memo::new(move |_| query.with(|q| q.get("pipeline").and_then(|id| id.parse::<i64>().ok())));
    let board = Load::new(move || (pipeline.get(), reload.get()), |(pipeline, _)| api::board(pipeline));
    // It lives as long as the page, so that "undo" works after the board was drawn anew.
    let actions = Actions {
        page,
        toaster: use_toaster(),
        stages: StoredValue::new(Vec::new()),
        moving: Saving::new(),
        winning: RwSignal::new(None),
        losing: RwSignal::new(None),
        editing: RwSignal::new(None),
        dragged: RwSignal::new(None),
        moved: StoredValue::new(None),
        reload,
        attributes: StoredValue::new(Vec::new()),
    };
    // Somebody else moved it first: the board shows where it is now, under the words that say so.
    Effect::new(move |_| {
        if matches!(actions.moving.error.get(), Some(AppError::Conflict { .. })) {
            reload.update(|n| *n += 1);
        }
    });
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::BoardTitle) actions=view! { {move || view! { <NewOpportunityButton pipeline=pipeline.get() reload/> }} }.into_any()/>
            <SalesTabs current=K::BoardTitle/>
            {board.show(move |board| view! { <BoardView board actions/> })}
        </main>
    }
}

#[component]
fn BoardView(board: Board, actions: Actions) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    actions.attributes.set_value(board.attributes);
    actions.stages.set_value(board.stages.iter().map(|s| (s.id, s.name.clone())).collect());
    let sum: i64 = board.stages.iter().map(|s| s.sum_minor).sum();
    let count: i64 = board.stages.iter().map(|s| s.count).sum();
    let largest = board.stages.iter().max_by_key(|s| s.sum_minor).filter(|s| s.sum_minor > 0);
    let finding = match (largest, domain::metrics::Ratio::new(largest.map_or(0, |s| s.sum_minor), sum)) {
        (Some(stage), Some(share)) => {
            t.f(K::BoardFinding, &[("stage", &stage.name), ("share", &t.percent(share, 0)), ("sum", &l.money(sum))])
        }
        _ => t.t(K::BoardNothing).to_owned(),
    };
    let chosen = use_query_map();
    let here_id = board.pipeline;
    let pipelines: Vec<_> = board
        .pipelines
        .iter()
        .map(|(id, name)| {
            let on = *id == here_id;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("/sales?pipeline={id}") aria-current=on.then_some("page")><bdi>{name.clone()}</bdi></a> }
        })
        .collect();
    let pipelines = (pipelines.len() > 1)
        .then(|| view! { <nav class="flex flex-wrap gap-2 mt-3" aria-label=t.t(K::CatalogPipeline)>{pipelines}</nav> });
    let weighted = (board.weighted_minor > 0).then(|| view! { <span>{t.t(K::BoardWeighted)}" "<b class="num font-medium text-ink"><bdi>{l.money(board.weighted_minor)}</bdi></b></span> });
    // On a phone one stage is seen at a time: the first with something in it.
    let first = board.stages.iter().find(|s| s.count > 0).or(board.stages.first()).map_or(0, |s| s.id);
    let here = Memo::new(move |_| chosen.with(|q| q.get("stage").and_then(|s| s.parse::<i64>().ok())).unwrap_or(first));
    let strip = NodeRef::new();
    show_current(strip, move || here.track());
    let tabs: Vec<_> = board
        .stages
        .iter()
        .map(|s| {
            let id = s.id;
            let on = move || here.get() == id;
            view! { <a href=format!("/sales?pipeline={here_id}&stage={id}") class=move || if on() { "tab tab-active h-11! text-base! whitespace-nowrap flex-nowrap! gap-1.5 px-2.5!" } else { "tab h-11! text-base! whitespace-nowrap flex-nowrap! gap-1.5 px-2.5!" } aria-current=move || on().then_some("page")>{s.name.clone()}<span class="num text-xs text-ink-3">{t.int(s.count)}</span></a> }
        })
        .collect();
    let columns: Vec<_> = board.stages.into_iter().map(|stage| view! { <Stage stage sum here actions/> }).collect();
    let empty = (count == 0).then(|| {
        let to_leads =
            view! { <a class="btn btn-sm btn-primary" href="/sales/leads">{t.t(K::BoardToLeads)}</a> }.into_any();
        view! { <Empty what=t.t(K::BoardEmpty) next=t.t(K::BoardEmptyNext) actions=to_leads/> }
    });
    let reasons = StoredValue::new(board.reasons);
    let products = StoredValue::new(board.products);
    let competitors = StoredValue::new(board.competitors);
    let attributes = actions.attributes;
    let closed = |glyph: Glyph, class: &'static str, name: K, n: i64, minor: i64| view! { <span class="flex items-center gap-1.5"><span class=class><Icon glyph size=14/></span>{t.t(name)}" "<b class="num font-medium text-ink"><bdi>{t.int(n)}</bdi></b>" · "<b class="num font-medium text-ink"><bdi>{l.money(minor)}</bdi></b></span> };
    view! {
        {pipelines}
        <div class="flex flex-wrap items-center gap-x-4 gap-y-1 mt-3.5 text-ink-2">{weighted}{closed(Glyph::Trophy, "text-good", K::FigureWon, board.won_count, board.won_minor)}{closed(Glyph::X, "text-bad", K::BoardClosedLost, board.lost_count, board.lost_minor)}</div>
        <h2 class="fin mt-5">{finding}</h2><p class="lab mt-0.5">{t.n(K::BoardSubtitle, count, &[("currency", l.currency.code())])}<span class="max-md:hidden">" "{t.t(K::BoardKeys)}</span></p>
        <crate::saving::SavingFault saving=actions.moving/>
        {empty}
        <nav node_ref=strip aria-label=t.t(K::BoardStages) class="md:hidden tabs tabs-border flex-nowrap! overflow-x-auto mt-3">{tabs}</nav>
        <div class="md:overflow-x-auto -mx-1 px-1" tabindex="0" role="region" aria-label=t.t(K::BoardTitle)><div class="board mt-3">{columns}</div></div>
        <CloseDialog card=actions.winning won=true reasons reload=actions.reload/>
        <CloseDialog card=actions.losing won=false reasons reload=actions.reload/>
        <EditDialog card=actions.editing products competitors known=attributes reload=actions.reload/>
    }
}

#[component]
fn Stage(stage: BoardStage, sum: i64, here: Memo<i64>, actions: Actions) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let id = stage.id;
    let length = i128::from(stage.sum_minor) * 200 / i128::from(sum.max(1));
    let bar = format!(r#"<rect width="200" height="4" class="track"/><rect width="{length}" height="4" class="s1"/>"#);
    let shown = i64::try_from(stage.cards.len()).unwrap_or(0);
    let rest =
        (stage.count > shown).then(|| view! { <li class="lab">{t.n(K::TodayMore, stage.count - shown, &[])}</li> });
    let norm = stage.norm_days;
    let cards: Vec<_> = stage.cards.into_iter().map(|card| view! { <CardItem card norm actions/> }).collect();
    let over = RwSignal::new(false);
    let drop_here = move |ev: leptos::ev::DragEvent| {
        ev.prevent_default();
        over.set(false);
        if let Some(card) = actions.dragged.get_untracked() {
            actions.move_to(card, id);
        }
    };
    view! {
        <section aria-label=stage.name.clone() data-stage=id class=move || { let on = here.get() == id; let lit = over.get(); format!("min-w-0{}{}", if on { "" } else { " max-md:hidden" }, if lit { " bg-tint rounded-md" } else { "" }) }
            on:dragover=move |ev| { ev.prevent_default(); over.set(true) } on:dragleave=move |_| over.set(false) on:drop=drop_here>
            <div class="border-b border-line-2 pb-2"><div class="flex items-baseline gap-2"><h3 class="font-semibold">{stage.name.clone()}</h3><span class="num text-xs text-ink-3">{t.int(stage.count)}</span><span class="num font-semibold ms-auto">{l.amount(stage.sum_minor)}</span></div>
                <svg class="c mt-1.5 stagebar rtl:-scale-x-100" viewBox="0 0 200 4" preserveAspectRatio="none" height="4" aria-hidden="true" inner_html=bar></svg><p class="lab text-ink-3 mt-1.5 num">{t.n(K::BoardNorm, norm, &[])}</p></div>
            <ul class="space-y-2 mt-2">{cards}{rest}</ul>
        </section>
    }
}
