//! Leads: the table by state, and the two ways in which a lead ends.

pub mod api;
mod decide;
mod rules;
mod score;

pub use rules::RulesPage;

use crate::{
    attributes::{self, AttributesButton},
    context::use_page,
    form::{self, FormDialog},
    frame::{Empty, Heading, part_tabs},
    loaded::reloader,
    saving::{Saving, SavingFault, run_beside},
    wire::Load,
};
use decide::Decide;
use domain::{
    attribute::{Attribute, Subject},
    lead::{LeadPage, LeadQuery, LeadRow, LeadState},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use score::Score;
use texts::K;
use ui::{Avatar, Glyph, Icon, Toast, use_toaster};

/// The tabs of sales.
#[component]
pub fn SalesTabs(current: K) -> impl IntoView {
    let tabs = [(K::LeadsTitle, "/sales/leads"), (K::BoardTitle, "/sales"), (K::LeadRulesTab, "/sales/rules")];
    part_tabs(K::NavSales, current, &tabs)
}

#[component]
pub fn LeadsPage() -> impl IntoView {
    let t = use_page().t;
    let query = use_query_map();
    let reload = reloader();
    let asked = Memo::new(move |_| {
        query.with(|q| LeadQuery {
            state: Some(q.get("state").and_then(|s| LeadState::parse(&s)).unwrap_or(LeadState::New)),
            late: q.get("late").is_some(),
            mine: q.get("mine").is_some(),
            by_score: q.get("sort").as_deref() == Some("score"),
            after: q.get("after"),
        })
    });
    let leads = Load::new(move || (asked.get(), reload.get()), |(asked, _)| api::index(asked));
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::LeadsTitle)/>
            <SalesTabs current=K::LeadsTitle/>
            {leads.show(move |leads| view! { <Leads leads asked=asked.get_untracked() reload/> })}
        </main>
    }
}

#[component]
fn Leads(leads: LeadPage, asked: LeadQuery, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let state = asked.state.unwrap_or(LeadState::New);
    let sort = if asked.by_score { "&sort=score" } else { "" };
    let own = if asked.mine { "&mine=1" } else { "" };
    let own = format!("{own}{sort}");
    let chips: Vec<_> = leads
        .counts
        .iter()
        .map(|(s, n)| {
            let on = *s == state && !asked.late;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("/sales/leads?state={}{own}", s.as_str()) aria-current=on.then_some("page")>{t.code("lead", s.as_str())}" "<b class="num">{t.int(*n)}</b></a> }
        })
        .collect();
    let late = (leads.late > 0 || asked.late).then(|| {
        let class = if asked.late { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip warn" };
        view! { <a class=class href=format!("/sales/leads?late=1{own}") aria-current=asked.late.then_some("page") title=t.n(K::LeadsLateHint, leads.lead_days, &[])><Icon glyph=Glyph::Clock size=13/>{t.t(K::LeadsLate)}" "<b class="num">{t.int(leads.late)}</b></a> }
    });
    let overdue = if asked.late { "&late=1" } else { "" };
    let mine = {
        let (class, href) = if asked.mine {
            (
                "chip bg-tint! text-link! border-transparent! font-medium",
                format!("/sales/leads?state={}{overdue}{sort}", state.as_str()),
            )
        } else {
            ("chip", format!("/sales/leads?state={}{overdue}&mine=1{sort}", state.as_str()))
        };
        view! { <a class=class href=href aria-pressed=asked.mine.to_string() role="button">{t.t(K::LeadsMine)}</a> }
    };
    let people = StoredValue::new(leads.people.clone());
    let sign = format!("{overdue}{own}");
    let scored = leads.scored && state.is_open();
    let turned = {
        let sort = if asked.by_score { "" } else { "&sort=score" };
        format!("/sales/leads?state={}{overdue}{}{sort}", state.as_str(), if asked.mine { "&mine=1" } else { "" })
    };
    let score_head = scored.then(|| {
        let (href, sorted) = (turned.clone(), if asked.by_score { "descending" } else { "none" });
        view! { <th scope="col" class="n" aria-sort=sorted><a class="hover:underline" href=href>{t.t(K::LeadsScore)}{asked.by_score.then_some(" ▼")}</a></th> }
    });
    let empty = leads.rows.is_empty().then(|| view! { <Empty what=t.t(K::LeadsEmpty) next=t.t(K::LeadsEmptyNext)/> });
    let reasons = StoredValue::new(leads.reasons.clone());
    let attributes = StoredValue::new(leads.attributes.clone());
    let rows: Vec<_> =
        leads.rows.iter().cloned().map(|lead| view! { <Line lead scored reasons people attributes reload/> }).collect();
    let table = (!leads.rows.is_empty()).then(|| {
        view! {
            <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::LeadsTitle)>
                <table class="table tight stack"><thead><tr><th scope="col" class="flush">{t.t(K::FieldName)}</th><th scope="col">{t.t(K::FieldAccount)}</th><th scope="col">{t.t(K::LeadsSource)}</th>{score_head}<th scope="col">{t.t(K::CommonDay)}</th><th scope="col">{t.t(K::CommonOwner)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CommonActions)}</span></th></tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
    });
    let next = leads.next.clone().map(|cursor| view! { <a class="btn btn-sm mt-4" href=format!("/sales/leads?state={}{sign}&after={cursor}", state.as_str())>{t.t(K::CommonNextPage)}<Icon glyph=Glyph::ChevronEnd size=14/></a> });
    let by_score = scored.then(|| {
        let class = if asked.by_score { "chip md:hidden! bg-tint! text-link! border-transparent! font-medium" } else { "chip md:hidden!" };
        view! { <a class=class href=turned aria-pressed=asked.by_score.to_string() role="button">{t.t(K::LeadsByScore)}</a> }
    });
    let first = asked.after.is_some().then(|| view! { <a class="btn btn-sm btn-ghost mt-4" href=format!("/sales/leads?state={}{sign}", state.as_str())>{t.t(K::CommonFirstPage)}</a> });
    view! { <div class="flex flex-wrap gap-2 mt-4" role="group" aria-label=t.t(K::CommonState)>{chips}{late}{mine}{by_score}</div>{empty}{table}<span class="flex gap-2">{first}{next}</span> }
}

#[component]
fn Line(
    lead: LeadRow,
    scored: bool,
    reasons: StoredValue<Vec<(i64, String)>>,
    people: StoredValue<Vec<(i64, String)>>,
    attributes: StoredValue<Vec<Attribute>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let (id, version) = (lead.id, lead.version);
    let saving = Saving::new();
    let source = match lead.campaign_id {
        Some(id) => {
            view! { <a class="l" href=format!("/campaigns/{id}")><bdi>{lead.campaign.clone()}</bdi></a> }.into_any()
        }
        None => view! { <bdi>{lead.channel.clone()}</bdi> }.into_any(),
    };
    let again = move || reload.update(|n| *n += 1);
    let toaster = use_toaster();
    // Somebody who would not see it any more is asked first.
    let asked = RwSignal::new(None::<(i64, String)>);
    let owner = if lead.state.is_open() && page.may(UseCase::LeadAssign) {
        let owner = lead.owner_id.map_or_else(String::new, |id| id.to_string());
        let options: Vec<_> = people
            .with_value(|p| form::options(Some(t.t(K::CommonNobody)), p))
            .into_iter()
            .map(|(value, name)| {
                let on = value == owner;
                view! { <option value=value selected=on>{name}</option> }
            })
            .collect();
        let names = people.with_value(Clone::clone);
        let name_of = move |id: i64| {
            names.iter().find(|(other, _)| *other == id).map(|(_, name)| name.clone()).unwrap_or_default()
        };
        let (before, person) = (lead.owner_id, lead.person.clone());
        let me = page.context.with_value(|c| c.me.as_ref().map_or(0, |me| me.id));
        let give = move |to: String| {
            let Ok(to) = to.parse::<i64>() else { return };
            let words = t.f(K::LeadsGiven, &[("person", &person), ("owner", &name_of(to))]);
            if page.role.sees_own_sales_only() && to != me {
                asked.set(Some((to, words)));
                return;
            }
            saving.run(
                move |request| api::assign(request, id, version, to),
                move |version: i64| {
                    // The line is drawn anew by then.
                    let undo = before.map(|before| {
                        (
                            t.t(K::CommonUndo).to_owned(),
                            Callback::new(move |()| {
                                run_beside(
                                    page,
                                    toaster,
                                    move |request| api::assign(request, id, version, before),
                                    move |_: i64| again(),
                                )
                            }),
                        )
                    });
                    toaster.show(Toast { undo, ..Toast::said(words) });
                    again();
                },
            );
        };
        view! { <select class="select select-xs w-36! max-md:h-11!" aria-label=t.f(K::LeadsOwnerOf, &[("name", &lead.person)]) disabled=move || saving.busy.get() on:change=move |ev| give(event_target_value(&ev))>{options}</select> }.into_any()
    } else if lead.owner.is_empty() {
        ().into_any()
    } else {
        view! { <Avatar name=lead.owner.clone()/> }.into_any()
    };
    let taken = StoredValue::new(t.f(K::LeadsTaken, &[("person", &lead.person)]));
    let take = (lead.state == LeadState::New && page.may(UseCase::LeadTake)).then(|| view! { <button type="button" class="btn btn-xs max-md:h-11" disabled=move || saving.busy.get() on:click=move |_| saving.run(move |request| api::take(request, id, version), move |_: i64| { toaster.show(Toast::said(taken.get_value())); again() })>{t.t(K::LeadsTake)}</button> });
    let give_away = page.role.sees_own_sales_only().then(|| view! { <GiveAway asked id version reload/> });
    let late = lead.late.then(|| view! { <span class="text-warn" title=t.t(K::LeadsLate)><Icon glyph=Glyph::Clock size=13/><span class="sr-only">{t.t(K::LeadsLate)}</span></span> });
    let values = attributes.with_value(|attributes| attributes::line(attributes, &lead.values));
    let describe = (attributes.with_value(|a| !a.is_empty()) && page.may(UseCase::AttributesSave))
        .then(|| view! { <AttributesButton subject=Subject::Lead id name=lead.person.clone() reload/> });
    let score = scored.then(|| view! { <td class="n"><span class="md:hidden lab me-2">{t.t(K::LeadsScore)}</span><Score lead=lead.clone()/></td> });
    let end = if lead.state.is_open() {
        view! { <span class="flex flex-wrap gap-1 justify-end">{describe}{take}<Decide lead=lead.clone() reasons reload/></span><SavingFault saving/> }.into_any()
    } else {
        view! { <bdi class="text-ink-2">{lead.reason.clone()}</bdi> }.into_any()
    };
    view! {
        <tr data-lead=lead.id><td class="flush"><a class="font-medium hover:underline" href=format!("/people/{}", lead.person_id)><bdi>{lead.person.clone()}</bdi></a>{values}</td><td><bdi>{lead.account.clone()}</bdi></td><td>{source}</td>{score}<td class="num text-ink-2"><span class="inline-flex items-center gap-1 whitespace-nowrap">{late}{l.day(lead.created)}</span></td><td>{owner}{give_away}</td><td class="flush act">{end}</td></tr>
    }
}

/// Whether a lead may go to a colleague, asked of who sees only their own.
#[component]
fn GiveAway(asked: RwSignal<Option<(i64, String)>>, id: i64, version: i64, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let ended = form::ended(open, reload);
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now && asked.with_untracked(Option::is_some) {
            asked.set(None);
            // The menu shows whose it is still.
            reload.update(|n| *n += 1);
        }
        now
    });
    let give = Callback::new(move |()| {
        let Some((to, words)) = asked.get_untracked() else { return };
        saving.run(move |request| api::assign(request, id, version, to), move |_: i64| ended(&words));
    });
    let title =
        Signal::derive(move || asked.with(|a| a.as_ref().map_or_else(String::new, |(_, words)| format!("{words}?"))));
    view! { <FormDialog open title action=t.t(K::LeadsGive) saving save=give><p class="text-ink-2 mt-1.5">{t.t(K::LeadsGiveSays)}</p></FormDialog> }
}
