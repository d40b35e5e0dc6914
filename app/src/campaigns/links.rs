//! What a campaign points at: target products, literature, related campaigns.

use super::api;
use crate::{
    context::use_page,
    form::{self, FormDialog, Input},
    saving::{Saving, SavingFault},
};
use domain::{
    campaign::{LinkDraft, LinkKind, PlanView},
    rights::UseCase,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon};

/// Target products, literature and related campaigns.
#[component]
pub fn Links(plan: PlanView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let id = plan.input.id.unwrap_or(0);
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let removing = Saving::new();
    let blank =
        LinkDraft { campaign: id, kind: LinkKind::Product, name: String::new(), url: String::new(), other: None };
    let input = RwSignal::new(blank.clone());
    let may = page.may(UseCase::LinkAdd);
    let rows: Vec<_> = plan
        .links
        .iter()
        .cloned()
        .map(|link| {
            let name = match (&link.other, link.url.is_empty()) {
                (Some(other), _) => view! { <a class="l" href=format!("/campaigns/{other}")><bdi>{link.name.clone()}</bdi></a> }.into_any(),
                (None, false) => view! { <a class="l" rel="external noopener noreferrer" target="_blank" href=link.url.clone()><bdi>{link.name.clone()}</bdi></a> }.into_any(),
                (None, true) => view! { <bdi>{link.name.clone()}</bdi> }.into_any(),
            };
            let remove = move |_| removing.run(move |request| api::remove_link(request, link.id), move |()| reload.update(|n| *n += 1));
            let label = t.f(K::LinkRemove, &[("name", &link.name)]);
            let button = may.then(|| view! { <button type="button" class="btn btn-xs btn-ghost btn-square ms-auto" aria-label=label title=t.t(K::RuleRemove) disabled=move || removing.busy.get() on:click=remove><Icon glyph=Glyph::X size=13/></button> });
            view! { <li class="flex items-center gap-3 py-2 border-b border-line"><span class="lab w-32">{t.code("link", link.kind.as_str())}</span>{name}{button}</li> }
        })
        .collect();
    let none = rows.is_empty().then(|| view! { <p class="text-ink-2 mt-2">{t.t(K::LinkNone)}</p> });
    let save = Callback::new(move |()| {
        let link = input.get_untracked();
        let blank = blank.clone();
        saving.run(
            move |request| api::add_link(request, link),
            move |_: i64| {
                input.set(blank);
                open.set(false);
                reload.update(|n| *n += 1);
            },
        );
    });
    let campaigns = StoredValue::new(plan.campaigns.clone());
    let kind = Memo::new(move |_| input.with(|i| i.kind));
    let fields = move || {
        let kinds = LinkKind::ALL.map(|k| (k.as_str().to_owned(), t.code("link", k.as_str()).to_owned())).to_vec();
        let rest = move || {
            if kind.get() == LinkKind::Campaign {
                form::select(
                    ("link-other", t.t(K::CampaignsOne), ""),
                    campaigns.with_value(|c| form::options(Some(t.t(K::RuleChoose)), c)),
                    "",
                    (saving, "other"),
                    move |v| input.update(|i| i.other = v.parse().ok()),
                )
            } else {
                view! {
                    {form::input(Input::TEXT, ("link-name", t.t(K::CommonTitle), ""), String::new(), (saving, "name"), move |v| input.update(|i| i.name = v))}
                    {form::input(Input::CODE.max(500), ("link-url", t.t(K::LinkUrl), t.t(K::LinkUrlHint)), String::new(), (saving, "url"), move |v| input.update(|i| i.url = v))}
                }
                .into_any()
            }
        };
        view! { <div class="grid gap-3 mt-3">{form::select(("link-kind", t.t(K::ListsKind), ""), kinds, kind.get_untracked().as_str(), (saving, "kind"), move |v| if let Some(kind) = LinkKind::parse(&v) { input.update(|i| i.kind = kind) })}{rest}</div> }
    };
    let add = may.then(|| view! { <button type="button" class="chip dash mt-2" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus size=13/>{t.t(K::LinkAdd)}</button> });
    view! {
        <section class="mt-7 pt-5 border-t border-line"><h2 class="fin">{t.t(K::LinkTitle)}</h2>{none}<ul class="mt-1">{rows}</ul>{add}<SavingFault saving=removing/>
            <FormDialog open title=t.t(K::LinkAdd) action=t.t(K::LinkAdd) saving save>{fields()}</FormDialog>
        </section>
    }
}
