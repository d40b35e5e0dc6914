//! Leads: the table by state, and the two ways in which a lead ends.

pub mod api;
mod decide;

use crate::{
    context::use_page,
    frame::{Empty, Heading},
    loaded::reloader,
    wire::Load,
};
use decide::Decide;
use domain::lead::{LeadPage, LeadRow, LeadState};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Avatar, Glyph, Icon, Tab, Tabs};

/// The tabs of sales.
#[component]
pub fn SalesTabs(current: K) -> impl IntoView {
    let t = use_page().t;
    let tab = |name: K, href: &str| Tab {
        name: t.t(name).to_owned(),
        href: href.to_owned(),
        count: String::new(),
        current: name == current,
    };
    view! { <Tabs tabs=vec![tab(K::LeadsTitle, "/sales/leads"), tab(K::BoardTitle, "/sales")] label=t.t(K::NavSales)/> }
}

#[component]
pub fn LeadsPage() -> impl IntoView {
    let t = use_page().t;
    let query = use_query_map();
    let reload = reloader();
    let asked = Memo::new(move |_| {
        query.with(|q| (q.get("state").and_then(|s| LeadState::parse(&s)).unwrap_or(LeadState::New), q.get("after")))
    });
    let leads = Load::new(move || (asked.get(), reload.get()), |((state, after), _)| api::index(state, after));
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::LeadsTitle)/>
            <SalesTabs current=K::LeadsTitle/>
            {leads.show(move |leads| view! { <Leads leads state=asked.get_untracked().0 reload/> })}
        </main>
    }
}

#[component]
fn Leads(leads: LeadPage, state: LeadState, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let chips: Vec<_> = leads
        .counts
        .iter()
        .map(|(s, n)| {
            let on = *s == state;
            let class = if on { "chip bg-tint! text-link! border-transparent! font-medium" } else { "chip" };
            view! { <a class=class href=format!("/sales/leads?state={}", s.as_str()) aria-current=on.then_some("page")>{t.code("lead", s.as_str())}" "<b class="num">{t.int(*n)}</b></a> }
        })
        .collect();
    let empty = leads.rows.is_empty().then(|| view! { <Empty what=t.t(K::LeadsEmpty) next=t.t(K::LeadsEmptyNext)/> });
    let reasons = StoredValue::new(leads.reasons.clone());
    let rows: Vec<_> = leads.rows.iter().cloned().map(|lead| view! { <Line lead reasons reload/> }).collect();
    let table = (!leads.rows.is_empty()).then(|| {
        view! {
            <div class="overflow-x-auto mt-3" tabindex="0" role="region" aria-label=t.t(K::LeadsTitle)>
                <table class="table tight stack"><thead><tr><th scope="col" class="flush">{t.t(K::FieldName)}</th><th scope="col">{t.t(K::FieldAccount)}</th><th scope="col">{t.t(K::LeadsSource)}</th><th scope="col">{t.t(K::CommonDay)}</th><th scope="col">{t.t(K::CommonOwner)}</th><th scope="col" class="flush"><span class="sr-only">{t.t(K::CommonActions)}</span></th></tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
    });
    let next = leads.next.clone().map(|cursor| view! { <a class="btn btn-sm mt-4" href=format!("/sales/leads?state={}&after={cursor}", state.as_str())>{t.t(K::CommonNextPage)}<Icon glyph=Glyph::ChevronEnd size=14/></a> });
    view! { <div class="flex flex-wrap gap-2 mt-4" role="group" aria-label=t.t(K::CommonState)>{chips}</div>{empty}{table}{next} }
}

#[component]
fn Line(lead: LeadRow, reasons: StoredValue<Vec<(i64, String)>>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let l = page.l;
    let source = match lead.campaign_id {
        Some(id) => {
            view! { <a class="l" href=format!("/campaigns/{id}")><bdi>{lead.campaign.clone()}</bdi></a> }.into_any()
        }
        None => view! { <bdi>{lead.channel.clone()}</bdi> }.into_any(),
    };
    let owner = (!lead.owner.is_empty()).then(|| view! { <Avatar name=lead.owner.clone()/> });
    let end = if lead.state == LeadState::New {
        view! { <Decide lead=lead.clone() reasons reload/> }.into_any()
    } else {
        view! { <bdi class="text-ink-2">{lead.reason.clone()}</bdi> }.into_any()
    };
    view! {
        <tr data-lead=lead.id><td class="flush"><a class="font-medium hover:underline" href=format!("/people/{}", lead.person_id)><bdi>{lead.person.clone()}</bdi></a></td><td><bdi>{lead.account.clone()}</bdi></td><td>{source}</td><td class="num text-ink-2">{l.day(lead.created)}</td><td>{owner}</td><td class="flush act">{end}</td></tr>
    }
}
