//! The files of a campaign: versions, and who agrees with which of them.

pub mod api;
mod ask;

use crate::{
    campaigns::CampaignTabs,
    context::{Page, use_page},
    form::{self, FormDialog},
    frame::{Empty, Heading},
    loaded::reloader,
    saving::{Saving, run_beside},
    wire::Load,
};
use ask::AskDialog;
use domain::{
    file::{AgreementRow, AgreementState, AnswerDraft, AskedFile, FileRow, FilesView},
    rights::UseCase,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

#[component]
pub fn FilesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0)));
    let query = use_query_map();
    let line = Memo::new(move |_| query.with(|q| q.get("line").and_then(|line| line.parse::<i64>().ok())));
    let reload = reloader();
    let view = Load::new(
        move || (id.get(), line.get(), reload.get()),
        |(id, line, _)| async move { Ok((api::view(id).await?, line)) },
    );
    view! { <main id="main" class="page">{view.show(move |(view, line)| view! { <Files view line reload/> })}</main> }
}

fn state_tag(page: Page, state: AgreementState) -> AnyView {
    let class = match state {
        AgreementState::Asked => "tag acc",
        AgreementState::Agreed => "tag good",
        AgreementState::Declined => "tag warn",
        AgreementState::Withdrawn => "tag",
    };
    view! { <span class=class>{page.t.code("agreement", state.as_str())}</span> }.into_any()
}

#[component]
fn Files(view: FilesView, line: Option<i64>, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let id = view.campaign;
    let query = use_query_map();
    let fault = query.with_untracked(|q| q.get("fault")).map(|code| t.code("fault", &code)).unwrap_or_default();
    let alert = (!fault.is_empty()).then(|| view! { <p class="mt-4 rounded-lg bg-bad-tint px-3 py-2 flex gap-2" role="alert"><span class="text-bad mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{fault}" "{t.t(K::ImportNothingChanged)}</span></p> });
    let asking = RwSignal::new(None::<(i64, String)>);
    let answering = RwSignal::new(None::<(AgreementRow, bool)>);
    let only = line.and_then(|line| view.lines.iter().find(|(id, _)| *id == line).cloned());
    let article = only.map_or_else(|| "—".to_owned(), |(_, article)| article);
    let narrowed = line.is_some().then(|| view! { <p class="mt-3 flex flex-wrap gap-x-3"><span class="text-ink-2">{t.f(K::FilesOfLine, &[("article", &article)])}</span><a class="l" href=format!("/campaigns/{id}/files")>{t.t(K::FilesAll)}</a></p> });
    let shown: Vec<_> = view
        .files
        .iter()
        .filter(|file| line.is_none() || file.line.as_ref().map(|(id, _)| *id) == line)
        .cloned()
        .collect();
    let body = if shown.is_empty() {
        view! { <Empty what=t.t(K::FilesEmpty) next=t.t(K::FilesEmptyNext)/> }.into_any()
    } else {
        let rows: Vec<_> =
            shown.into_iter().map(|file| view! { <File file campaign=id asking answering reload/> }).collect();
        view! { <ul class="mt-5 max-w-4xl">{rows}</ul> }.into_any()
    };
    let send = page
        .may(UseCase::FileUpload)
        .then(|| view! { <Send campaign=id document=None lines=view.lines.clone() line/> });
    view! {
        <Heading title=view.name.clone()/>
        <CampaignTabs id current=K::FilesTitle/>
        {alert}{narrowed}{send}{body}
        <AskDialog open=asking colleagues=view.colleagues.clone() reload/>
        <AnswerDialog asked=answering reload/>
    }
}

/// The form that sends a file, or a text typed here: a plain one, so that it works without scripts.
#[component]
fn Send(campaign: i64, document: Option<i64>, lines: Vec<(i64, String)>, line: Option<i64>) -> impl IntoView {
    let t = use_page().t;
    let busy = RwSignal::new(false);
    let typed = RwSignal::new(false);
    let key = document.unwrap_or(0);
    let options: Vec<_> = form::options(Some(t.t(K::FilesNoLine)), &lines)
        .into_iter()
        .map(|(value, name)| {
            let on = line.map(|line| line.to_string()).as_deref() == Some(value.as_str());
            view! { <option value=value selected=on>{name}</option> }
        })
        .collect();
    let new = document.is_none();
    let place = (new && !lines.is_empty()).then(|| view! { <div class="fld"><label for="file-line">{t.t(K::FilesLine)}</label><select id="file-line" name="line" class="select select-sm w-full max-md:h-11">{options}</select></div> });
    let document = document.map(|id| view! { <input type="hidden" name="document" value=id/> });
    let text = move || {
        typed.get().then(|| view! {
        <div class="fld sm:col-span-full"><label for=format!("text-name-{key}")>{t.t(K::CommonTitle)}</label><input id=format!("text-name-{key}") name="name" class="input input-sm w-full max-md:h-11" dir="auto" maxlength="100" required/></div>
        <div class="fld sm:col-span-full"><label for=format!("text-{key}")>{t.t(K::FilesText)}</label><textarea id=format!("text-{key}") name="text" class="textarea w-full" dir="auto" rows="6" required></textarea></div>
    })
    };
    let file = move || {
        (!typed.get()).then(|| view! { <div class="fld"><label for=format!("file-{key}")>{t.t(K::FilesFile)}</label><input id=format!("file-{key}") name="file" type="file" required class="file-input file-input-sm w-full max-md:h-11"/></div> })
    };
    view! {
        <form class="mt-4 max-w-4xl grid sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] gap-x-4 gap-y-3 items-end" method="post" action="/api/files/upload" enctype="multipart/form-data" on:submit=move |_| busy.set(true)>
            <input type="hidden" name="campaign" value=campaign/>{document}
            {place}{text}{file}
            <div class="flex gap-2"><button class="btn btn-sm btn-primary max-md:h-11" disabled=move || busy.get()><Icon glyph=Glyph::Upload size=15/>{t.t(if new { K::FilesSend } else { K::FilesSendVersion })}</button>
            <button type="button" class="btn btn-sm btn-ghost max-md:h-11" on:click=move |_| typed.update(|on| *on = !*on)>{move || t.t(if typed.get() { K::FilesChoose } else { K::FilesType })}</button></div>
        </form>
    }
}

/// Kilobytes, or megabytes once there are many.
fn size(page: Page, bytes: i64) -> String {
    let t = page.t;
    if bytes < 1024 * 1024 {
        t.f(K::FilesKilobytes, &[("n", &t.int((bytes + 1023) / 1024))])
    } else {
        t.f(K::FilesMegabytes, &[("n", &t.decimal(bytes * 10 / (1024 * 1024), 1, 1))])
    }
}

#[component]
fn File(
    file: FileRow,
    campaign: i64,
    asking: RwSignal<Option<(i64, String)>>,
    answering: RwSignal<Option<(AgreementRow, bool)>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let toaster = use_toaster();
    let newest = file.versions.first().map(|version| (version.id, version.number));
    let of = file.line.as_ref().map(|(line, article)| view! { <a class="tag" href=format!("/campaigns/{campaign}/files?line={line}")><bdi>{article.clone()}</bdi></a> });
    let versions: Vec<_> = file
        .versions
        .iter()
        .map(|version| {
            let name = t.f(K::FilesVersion, &[("n", &t.plain(version.number)), ("name", &version.by), ("day", &l.day(version.at.date()))]);
            view! { <li class="flex flex-wrap gap-x-3 py-1"><a class="l" href=format!("/export/files/{}", version.id) rel="external" download=""><bdi>{version.file_name.clone()}</bdi></a><span class="lab num"><bdi>{name}</bdi>" · "{size(page, version.bytes)}</span></li> }
        })
        .collect();
    let agreements: Vec<_> = file
        .agreements
        .iter()
        .cloned()
        .map(|row| view! { <Agreement row newest=newest.map_or(0, |(_, n)| n) answering reload/> })
        .collect();
    let name = file.name.clone();
    let ask = newest.filter(|_| page.may(UseCase::FileAsk)).map(|(version, _)| {
        let name = name.clone();
        view! { <button type="button" class="btn btn-sm max-md:h-11" on:click=move |_| asking.set(Some((version, name.clone())))>{t.t(K::FilesAsk)}</button> }
    });
    let (id, version) = (file.id, file.version);
    let remove = file.removable.then(|| {
        let label = t.f(K::FilesRemove, &[("name", &name)]);
        let run = move |_| {
            run_beside(page, toaster, move |request| api::remove(request, id, version), move |()| {
                let back = Callback::new(move |()| {
                    run_beside(page, toaster, move |request| api::restore(request, id, version + 1), move |()| reload.update(|n| *n += 1));
                });
                toaster.show(Toast { undo: Some((t.t(K::CommonUndo).to_owned(), back)), ..Toast::said(t.t(K::FilesRemoved)) });
                reload.update(|n| *n += 1);
            });
        };
        view! { <button type="button" class="btn btn-sm btn-ghost btn-square max-md:size-11" aria-label=label on:click=run><Icon glyph=Glyph::Trash size=14/></button> }
    });
    let more = page.may(UseCase::FileUpload).then(|| view! { <details class="mt-1"><summary class="l cursor-pointer min-h-8 max-md:min-h-11 flex items-center">{t.t(K::FilesNewVersion)}</summary><Send campaign document=Some(id) lines=Vec::new() line=None/></details> });
    view! {
        <li class="border-b border-line py-4" data-file=id>
            <div class="flex flex-wrap items-center gap-2"><h2 class="font-semibold min-w-0 grow"><bdi>{file.name.clone()}</bdi>" "{of}</h2>{ask}{remove}</div>
            <ul class="mt-1">{versions}</ul>{more}
            {(!agreements.is_empty()).then(|| view! { <ul class="mt-2">{agreements}</ul> })}
        </li>
    }
}

/// Who was asked, when, about which version, and what they said.
#[component]
fn Agreement(
    row: AgreementRow,
    newest: i64,
    answering: RwSignal<Option<(AgreementRow, bool)>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let toaster = use_toaster();
    let asked = t.f(
        K::AgreementAskedBy,
        &[("name", &row.asked_by), ("day", &l.day(row.asked.date())), ("n", &t.plain(row.number))],
    );
    let answered = row.answered.map(|at| {
        t.f(K::AgreementAnswered, &[("day", &l.day(at.date())), ("time", &t.digits(&at.format("%H:%M").to_string()))])
    });
    let old = (row.number < newest).then(|| view! { <span class="tag warn">{t.t(K::AgreementOld)}</span> });
    let waits = row.state == AgreementState::Asked;
    let expires = row.expires.filter(|_| waits).map(|day| {
        let class = if day < page.today { "lab text-bad" } else { "lab" };
        view! { <span class=class>{t.f(K::AgreeUntil, &[("day", &l.day(day))])}</span> }
    });
    let said = (!row.answer.is_empty())
        .then(|| view! { <p class="mt-0.5 whitespace-pre-line" dir="auto">{row.answer.clone()}</p> });
    let kept = StoredValue::new(row.clone());
    let answer = (waits && row.mine).then(|| view! {
        <button type="button" class="btn btn-xs btn-primary max-md:h-11" on:click=move |_| answering.set(Some((kept.get_value(), true)))>{t.t(K::AgreeYes)}</button>
        <button type="button" class="btn btn-xs max-md:h-11" on:click=move |_| answering.set(Some((kept.get_value(), false)))>{t.t(K::AgreeNo)}</button>
    });
    let (id, version) = (row.id, row.version);
    let withdraw = ((waits || row.open) && row.own && page.may(UseCase::FileWithdraw)).then(|| {
        let what = t.t(if waits { K::ApprovalWithdraw } else { K::FilesLinkClose });
        let run = move |_| {
            run_beside(
                page,
                toaster,
                move |request| api::withdraw(request, id, version),
                move |()| reload.update(|n| *n += 1),
            )
        };
        view! { <button type="button" class="btn btn-xs btn-ghost max-md:h-11" on:click=run>{what}</button> }
    });
    let address = (!row.address.is_empty())
        .then(|| view! { <span class="lab"><bdi dir="ltr">{row.address.clone()}</bdi></span> });
    let outside = row.outside.then(|| view! { <span class="tag">{t.t(K::AgreementOutside)}</span> });
    view! {
        <li class="ps-4 py-1.5 border-s-2 border-line mt-1" data-agreement=id>
            <p class="flex flex-wrap items-center gap-x-2 gap-y-1"><bdi class="font-medium">{row.who.clone()}</bdi>{address}{outside}{state_tag(page, row.state)}{old}{expires}<span class="ms-auto flex gap-2">{answer}{withdraw}</span></p>
            <p class="lab"><span>{asked}</span>{answered.map(|words| view! { " · "{words} })}</p>{said}
        </li>
    }
}

/// The answer of a colleague.
#[component]
fn AnswerDialog(asked: RwSignal<Option<(AgreementRow, bool)>>, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let comment = RwSignal::new(String::new());
    let open = form::opened_by(asked, move |_| {
        comment.set(String::new());
    });
    let end = form::ended(open, reload);
    let save = Callback::new(move |()| {
        let Some((row, agree)) = asked.get_untracked() else { return };
        let answer = AnswerDraft { agree, comment: comment.get_untracked() };
        saving.run(
            move |request| api::answer(request, row.id, row.version, answer),
            move |()| end(t.t(K::AgreementSaid)),
        );
    });
    let agrees = move || asked.with(|asked| asked.as_ref().is_some_and(|(_, agree)| *agree));
    let title = Signal::derive(move || t.t(if agrees() { K::AgreeYes } else { K::AgreeNo }).to_owned());
    let fields = move || view! { <div class="mt-3">{form::area(("answer-comment", t.t(K::AgreeComment), ""), (3, 2000), String::new(), (saving, "comment"), move |v| comment.set(v))}</div> };
    view! { <FormDialog open title action=t.t(K::CommonSave) saving save>{fields()}</FormDialog> }
}

/// Files that wait for one's own agreement, beside the plans that wait.
#[component]
pub fn AskedFiles() -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let asked = Load::new(|| (), |()| api::asked());
    asked.show(move |files: Vec<AskedFile>| {
        if files.is_empty() {
            return ().into_any();
        }
        let title = t.n(K::FilesAskedOf, i64::try_from(files.len()).unwrap_or(0), &[]);
        let rows: Vec<_> = files
            .into_iter()
            .map(|file| {
                let by = t.f(K::AgreementAskedBy, &[("name", &file.asked_by), ("day", &page.l.day(file.asked.date())), ("n", &t.plain(file.number))]);
                view! { <li class="border-b border-line"><a class="flex flex-wrap items-center gap-x-3 gap-y-1 py-3 min-h-14 hover:bg-hover" href=format!("/campaigns/{}/files", file.campaign)><span class="grow min-w-48"><bdi class="font-medium">{file.name}</bdi><span class="lab block"><bdi>{file.campaign_name}</bdi>" · "<bdi>{by}</bdi></span></span><span class="tag warn">{t.t(K::ApprovalYours)}</span><span class="text-ink-3"><Icon glyph=Glyph::ChevronEnd size=14/></span></a></li> }
            })
            .collect();
        view! { <section class="mt-5"><h2 class="fin">{title}</h2><ul class="mt-2 max-w-4xl">{rows}</ul></section> }.into_any()
    })
}
