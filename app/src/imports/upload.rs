//! Choosing what a file holds and sending it, with its progress.

use crate::{context::use_page, frame::Heading};
use domain::import::ImportKind;
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;
use texts::K;
use ui::{Glyph, Icon, Steps};

#[component]
pub fn UploadPage() -> impl IntoView {
    let t = use_page().t;
    let fault =
        use_query_map().get_untracked().get("fault").map(|code| t.code("fault", &code).to_owned()).unwrap_or_default();
    let said = RwSignal::new(fault);
    let sent = RwSignal::new(None::<(i64, i64)>);
    let form = NodeRef::<html::Form>::new();
    let kinds: Vec<_> = ImportKind::ALL
        .into_iter()
        .map(|kind| {
            let hint = match kind {
                ImportKind::People => K::ImportPeopleHint,
                ImportKind::Leads => K::ImportLeadsHint,
                ImportKind::Wins => K::ImportWinsHint,
                ImportKind::Responses => K::ImportResponsesHint,
            };
            view! { <label class="box p-3 flex gap-2.5 cursor-pointer has-checked:border-primary has-checked:bg-tint"><input type="radio" name="kind" value=kind.as_str() class="radio radio-xs mt-0.5" checked=kind == ImportKind::People/><span><span class="block font-medium">{t.code("import_kind", kind.as_str())}</span><span class="block lab">{t.t(hint)}</span></span></label> }
        })
        .collect();
    let submit = move |ev: leptos::ev::SubmitEvent| {
        #[cfg(feature = "hydrate")]
        send(&ev, form, said, sent, t);
        #[cfg(not(feature = "hydrate"))]
        drop((ev, form));
    };
    let steps = super::steps(t, 0);
    let progress = move || {
        sent.get().map(|(done, all)| view! { <div class="mt-4" aria-live="polite"><progress class="progress progress-primary w-full" value=done max=all.max(1)></progress><p class="lab num mt-1">{t.f(K::ImportSent, &[("done", &t.int(done / 1024)), ("all", &t.int(all / 1024))])}</p></div> })
    };
    let alert = move || {
        let words = said.get();
        (!words.is_empty()).then(|| view! { <p class="mt-4 rounded-lg bg-bad-tint px-3 py-2 flex gap-2" role="alert"><span class="text-bad mt-0.5"><Icon glyph=Glyph::Warn/></span><span>{words}" "{t.t(K::ImportNothingChanged)}</span></p> })
    };
    view! {
        <main id="main" class="page">
            <Heading title=t.t(K::ImportTitle)/>
            <Steps steps current=0 label=t.t(K::DraftSteps) done=t.t(K::CommonDone)/>
            <form node_ref=form class="max-w-2xl mt-5" method="post" action="/api/imports/upload" enctype="multipart/form-data" on:submit=submit>
                <fieldset><legend class="fin">{t.t(K::ImportWhat)}</legend><div class="grid sm:grid-cols-3 gap-3 mt-3">{kinds}</div></fieldset>
                <div class="fld mt-6"><label for="file">{t.t(K::ImportFile)}</label><input id="file" name="file" type="file" accept=".csv,.txt,.tsv,text/csv" required class="file-input file-input-sm w-full" aria-describedby="file-note"/><p id="file-note" class="hint">{t.t(K::ImportFileHint)}</p></div>
                {alert}{progress}
                <div class="mt-5"><button class="btn btn-sm btn-primary max-md:h-12" disabled=move || sent.get().is_some()><Icon glyph=Glyph::Upload size=15/>{t.t(K::ImportSend)}</button></div>
            </form>
        </main>
    }
}

/// Sends the form with its progress; a plain submit would do the same without it.
#[cfg(feature = "hydrate")]
fn send(
    ev: &leptos::ev::SubmitEvent,
    form: NodeRef<html::Form>,
    said: RwSignal<String>,
    sent: RwSignal<Option<(i64, i64)>>,
    t: texts::Texts,
) {
    use domain::import::FILE_MAX;
    use wasm_bindgen::{JsCast, closure::Closure};
    let Some(element) = form.get_untracked() else { return };
    let Ok(data) = web_sys::FormData::new_with_form(&element) else { return };
    let Ok(request) = web_sys::XmlHttpRequest::new() else { return };
    ev.prevent_default();
    said.set(String::new());
    let size = data.get("file").dyn_into::<web_sys::File>().map_or(0.0, |file| file.size());
    #[expect(clippy::as_conversions, reason = "a file's size is far below 2^53")]
    let limit = FILE_MAX as f64;
    if size > limit {
        said.set(t.t(K::FaultFileTooLarge).to_owned());
        return;
    }
    #[expect(clippy::as_conversions, reason = "a file's size is far below 2^53")]
    let whole = |n: f64| n as i64;
    sent.set(Some((0, whole(size))));
    if let Ok(upload) = request.upload() {
        let told = Closure::<dyn FnMut(_)>::new(move |ev: web_sys::ProgressEvent| {
            sent.set(Some((whole(ev.loaded()), whole(ev.total()))))
        });
        upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
        told.forget();
    }
    let answered = request.clone();
    let done = Closure::once_into_js(move || {
        sent.set(None);
        let status = answered.status().unwrap_or(0);
        let text = answered.response_text().ok().flatten().unwrap_or_default();
        match (status, text.parse::<i64>()) {
            (200, Ok(id)) => drop(window().location().set_href(&format!("/audience/imports/{id}"))),
            _ => {
                let words = t.code("fault", text.trim());
                said.set(if words.is_empty() { t.t(K::ErrorOffline).to_owned() } else { words.to_owned() });
            }
        }
    });
    request.set_onloadend(Some(done.unchecked_ref()));
    let opened = request
        .open_with_async("POST", "/api/imports/upload", true)
        .and_then(|()| request.set_request_header("accept", "text/plain"));
    if opened.and_then(|()| request.send_with_opt_form_data(Some(&data))).is_err() {
        sent.set(None);
        said.set(t.t(K::ErrorOffline).to_owned());
    }
}
