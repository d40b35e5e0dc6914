//! Columns to fields and new attributes, how the file is written, and the dry run.

use super::{api, tally::TallyBars, view::Rejects};
use crate::{
    context::use_page,
    saving::{Saving, SavingFault},
};
use domain::{
    attribute::{Attribute, AttributeKind},
    calendar::DateOrder,
    decimal::DecimalMark,
    import::{Column, Encoding, Existing, ImportCheck, ImportKind, ImportState, ImportView, Options, Target},
};
use leptos::prelude::*;
use texts::K;
use ui::{Field, Glyph, Icon};

/// The mapping as it is edited.
#[derive(Clone, Copy)]
struct Editing {
    options: RwSignal<Options>,
    targets: RwSignal<Vec<String>>,
    saving: Saving,
    /// Set once anything differs from what was checked.
    changed: RwSignal<bool>,
}

#[component]
pub fn Mapping(import: ImportView, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let edit = Editing {
        options: RwSignal::new(import.options.clone()),
        targets: RwSignal::new(import.columns.iter().map(|c| c.target.code()).collect()),
        saving: Saving::new(),
        changed: RwSignal::new(false),
    };
    let (id, version) = (import.row.id, import.version);
    let check = move |_| {
        let mapping =
            ImportCheck { id, version, options: edit.options.get_untracked(), targets: edit.targets.get_untracked() };
        edit.saving.run(move |request| api::check(request, mapping), move |_| reload.update(|n| *n += 1));
    };
    let used = move || edit.targets.with(|t| t.iter().filter(|code| *code != "skip").count());
    let fresh = move || edit.targets.with(|t| t.iter().filter(|code| code.starts_with("new:")).count());
    let count = import.columns.len();
    let number = |n: usize| i64::try_from(n).unwrap_or(0);
    let title = move || {
        t.f(
            K::MappingTitle,
            &[("used", &t.int(number(used()))), ("all", &t.int(number(count))), ("new", &t.int(number(fresh())))],
        )
    };
    let rows: Vec<_> = import.columns.iter().cloned().enumerate().map(|(n, column)| view! { <ColumnRow n column kind=import.row.kind attributes=import.attributes.clone() edit/> }).collect();
    let general = edit.saving.fault("targets");
    let checked =
        (import.row.state == ImportState::Checked).then(|| view! { <DryRun import=import.clone() edit reload/> });
    view! {
        <OptionsRow edit kind=import.row.kind/>
        // Above the columns, of which there may be many: it is what was waited for.
        {checked}
        <section class="min-w-0 mt-6 pt-6 border-t border-line">
            <div class="flex flex-wrap items-end gap-3"><div><h2 class="fin">{title}</h2><p class="lab mt-0.5">{t.t(K::MappingHint)}</p></div><button type="button" class="btn btn-sm btn-primary ms-auto" disabled=move || edit.saving.busy.get() on:click=check>{t.t(K::MappingCheck)}</button></div>
            {move || { let words = general.get(); (!words.is_empty()).then(|| view! { <p class="text-bad mt-2" role="alert">{t.t(K::MappingLacks)}</p> }) }}
            <SavingFault saving=edit.saving/>
            <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::MappingColumns)>
                <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::MappingColumn)}</th><th scope="col">{t.t(K::MappingValues)}</th><th scope="col">{t.t(K::MappingTarget)}</th><th scope="col">{t.t(K::MappingType)}</th></tr></thead><tbody>{rows}</tbody></table>
            </div>
        </section>
    }
}

#[component]
fn ColumnRow(n: usize, column: Column, kind: ImportKind, attributes: Vec<Attribute>, edit: Editing) -> impl IntoView {
    let t = use_page().t;
    let code = move || edit.targets.with(|t| t.get(n).cloned().unwrap_or_default());
    let set = move |code: String| {
        edit.targets.update(|t| {
            if let Some(target) = t.get_mut(n) {
                *target = code;
            }
        });
        edit.changed.set(true);
    };
    let now = column.target.code();
    let guessed = match &column.target {
        Target::NewAttribute { kind, .. } => *kind,
        _ => domain::attribute::guess_kind(
            column.samples.iter().map(String::as_str),
            domain::attribute::Notation::default(),
        ),
    };
    let fresh = StoredValue::new(column.name.clone());
    let new_code = move |kind: AttributeKind| Target::NewAttribute { name: fresh.get_value(), kind }.code();
    let mut options: Vec<_> = vec![("skip".to_owned(), t.t(K::ImportTargetSkip).to_owned())];
    options.extend(
        Target::fixed(kind).iter().map(|target| (target.code(), t.code("import_target", &target.code()).to_owned())),
    );
    if kind.makes_people() {
        options.extend(attributes.iter().map(|a| (Target::Attribute(a.id).code(), a.name.clone())));
        options.push((new_code(guessed), t.f(K::MappingNew, &[("name", &column.name)])));
    }
    if !options.iter().any(|(code, _)| *code == now) {
        options.push((now.clone(), t.f(K::MappingNew, &[("name", &column.name)])));
    }
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, name)| {
            let on = value == now;
            view! { <option value=value selected=on>{name}</option> }
        })
        .collect();
    let kinds = move || match Target::parse(&code()) {
        Some(Target::NewAttribute { kind: chosen, .. }) => {
            let kinds: Vec<_> = AttributeKind::IMPORTED.map(|k| view! { <option value=k.as_str() selected=k == chosen>{t.code("attribute", k.as_str())}</option> }).into_iter().collect();
            view! { <select class="select select-xs w-28!" aria-label=t.f(K::MappingTypeOf, &[("column", &fresh.get_value())]) on:change=move |ev| if let Some(k) = AttributeKind::parse(&event_target_value(&ev)) { set(new_code(k)) }>{kinds}</select><span class="tag acc ms-1">{t.t(K::MappingNewTag)}</span> }.into_any()
        }
        _ => ().into_any(),
    };
    let samples: Vec<_> = column.samples.iter().take(3).map(|s| view! { <span class="max-w-32 truncate"><bdi>{if s.is_empty() { t.t(K::MappingEmpty).to_owned() } else { s.clone() }}</bdi></span> }).collect();
    let fault = edit.saving.fault(format!("target.{n}"));
    view! {
        <tr><td class="flush font-medium"><bdi>{column.name.clone()}</bdi></td><td class="text-ink-2"><span class="flex gap-3">{samples}</span></td>
            <td><select class="select select-sm w-52!" aria-label=t.f(K::MappingTargetOf, &[("column", &column.name)]) aria-invalid=edit.saving.wrong(format!("target.{n}")) on:change=move |ev| set(event_target_value(&ev))>{options}</select>{move || { let words = fault.get(); (!words.is_empty()).then(|| view! { <span class="text-bad text-xs ms-2" role="alert">{words}</span> }) }}</td>
            <td>{kinds}</td></tr>
    }
}

#[component]
fn OptionsRow(edit: Editing, kind: ImportKind) -> impl IntoView {
    let t = use_page().t;
    let options = edit.options;
    let write = move |change: &dyn Fn(&mut Options)| {
        options.update(|o| change(o));
        edit.changed.set(true);
    };
    let now = options.get_untracked();
    let encodings: Vec<_> = Encoding::ALL
        .map(|e| view! { <option value=e.label() selected=e == now.encoding>{e.label()}</option> })
        .into_iter()
        .collect();
    let separators: Vec<_> =
        [(',', K::SeparatorComma), (';', K::SeparatorSemicolon), ('\t', K::SeparatorTab), ('|', K::SeparatorBar)]
            .map(|(c, k)| view! { <option value=c.to_string() selected=c == now.separator>{t.t(k)}</option> })
            .into_iter()
            .collect();
    let orders = [
        (DateOrder::YearMonthDay, "ymd", K::DatesYmd),
        (DateOrder::DayMonthYear, "dmy", K::DatesDmy),
        (DateOrder::MonthDayYear, "mdy", K::DatesMdy),
    ];
    let dates: Vec<_> = orders
        .map(|(o, code, k)| view! { <option value=code selected=o == now.dates>{t.t(k)}</option> })
        .into_iter()
        .collect();
    let marks: Vec<_> = [(DecimalMark::Point, ".", K::DecimalPoint), (DecimalMark::Comma, ",", K::DecimalComma)]
        .map(|(m, code, k)| view! { <option value=code selected=m == now.decimal>{t.t(k)}</option> })
        .into_iter()
        .collect();
    let list = (kind == ImportKind::People).then(|| view! { <Field id="import-list" label=t.t(K::ImportList) fault=edit.saving.fault("list") class="w-52"><input id="import-list" class="input" aria-describedby="import-list-note" maxlength="120" dir="auto" value=now.list.clone() on:change=move |ev| write(&|o| o.list = event_target_value(&ev))/></Field> });
    let country = view! { <Field id="import-country" label=t.t(K::ImportCountry) fault=edit.saving.fault("country") class="w-44"><label class="input"><span class="text-ink-3" aria-hidden="true">"+"</span><input id="import-country" class="grow num min-w-0" inputmode="numeric" maxlength="6" dir="ltr" aria-describedby="import-country-note" value=now.country.clone() on:change=move |ev| write(&|o| o.country = domain::digits::to_ascii(event_target_value(&ev).trim().trim_start_matches(['+', '0'])))/></label></Field> };
    view! {
        <div class="flex flex-wrap gap-x-4 gap-y-3 mt-4">
            <Field id="encoding" label=t.t(K::ImportEncoding) class="w-36"><select id="encoding" class="select" on:change=move |ev| if let Some(e) = Encoding::parse(&event_target_value(&ev)) { write(&|o| o.encoding = e) }>{encodings}</select></Field>
            <Field id="separator" label=t.t(K::ImportSeparator) class="w-32"><select id="separator" class="select" on:change=move |ev| if let Some(c) = event_target_value(&ev).chars().next() { write(&|o| o.separator = c) }>{separators}</select></Field>
            <Field id="dates" label=t.t(K::ImportDates) class="w-40"><select id="dates" class="select" on:change=move |ev| { let code = event_target_value(&ev); if let Some((order, ..)) = orders.into_iter().find(|(_, c, _)| *c == code) { write(&|o| o.dates = order) } }>{dates}</select></Field>
            <Field id="decimal" label=t.t(K::ImportDecimal) class="w-28"><select id="decimal" class="select" on:change=move |ev| { let mark = if event_target_value(&ev) == "," { DecimalMark::Comma } else { DecimalMark::Point }; write(&|o| o.decimal = mark) }>{marks}</select></Field>
            <Field id="source" label=t.t(K::ImportSource) fault=edit.saving.fault("source") hint=t.t(K::ImportSourceHint) class="w-52"><input id="source" class="input" maxlength="60" dir="auto" aria-describedby="source-note" value=now.source.clone() on:change=move |ev| write(&|o| o.source = event_target_value(&ev))/></Field>
            {country}{list}
        </div>
    }
}

#[component]
fn DryRun(import: ImportView, edit: Editing, reload: RwSignal<u32>) -> impl IntoView {
    let t = use_page().t;
    let saving = Saving::new();
    let tally = import.row.tally;
    let (id, version) = (import.row.id, import.version);
    let confirmed = RwSignal::new(false);
    let unknown = import.unknown_users.clone();
    let needs = !unknown.is_empty();
    let written = tally.new + tally.updated;
    // People who are here already can still be put on the list.
    let listed = written == 0 && tally.unchanged > 0 && edit.options.with_untracked(|o| !o.list.trim().is_empty());
    let start = move |_| {
        saving.run(
            move |request| api::start(request, id, version, confirmed.get_untracked()),
            move |_| reload.update(|n| *n += 1),
        )
    };
    let users = needs.then(|| {
        let names = unknown.iter().take(6).cloned().collect::<Vec<_>>().join(t.t(K::CommonComma));
        view! {
            <div class="mt-5 rounded-lg bg-warn-tint px-3 py-2"><p>{t.n(K::ImportUnknown, i64::try_from(unknown.len()).unwrap_or(0), &[])}" "<bdi class="text-ink-2 break-all">{names}</bdi></p>
                <label class="flex items-center gap-2 mt-2 min-h-8"><input type="checkbox" class="checkbox checkbox-xs" on:change=move |ev| confirmed.set(event_target_checked(&ev))/>{t.t(K::ImportMakeUsers)}</label></div>
        }
    });
    let existing: Vec<_> = Existing::ALL.map(|value| { let on = edit.options.with_untracked(|o| o.existing == value); view! { <label class="flex items-center gap-2 min-h-8"><input type="radio" name="existing" class="radio radio-xs" checked=on on:change=move |_| { edit.options.update(|o| o.existing = value); edit.changed.set(true) }/>{t.code("existing", value.as_str())}</label> } }).into_iter().collect();
    let existing = import.row.kind.makes_people().then(|| view! { <fieldset class="mt-5"><legend class="fin">{t.t(K::ImportExisting)}</legend><div class="pt-1">{existing}</div></fieldset> });
    view! {
        <div class="grid lg:grid-cols-[360px_minmax(0,1fr)] gap-x-12 gap-y-8 mt-8 pt-6 border-t border-line">
            <aside aria-label=t.t(K::ImportDryRun)>
                <h2 class="fin">{t.n(K::ImportWould, written, &[])}</h2><p class="lab mt-0.5">{t.t(K::ImportNothingYet)}</p>
                <TallyBars tally/>
                {existing}{users}
                <SavingFault saving/>
                // Its place is kept, so that nothing moves away under a click that is on its way.
                <p class="lab mt-3 flex gap-1.5" class:invisible=move || !edit.changed.get()><Icon glyph=Glyph::Info size=14/><span>{t.t(K::ImportCheckAgain)}</span></p>
                <button type="button" class="btn btn-sm btn-primary mt-4" disabled=move || saving.busy.get() || edit.changed.get() || (written == 0 && !listed) || (needs && !confirmed.get()) on:click=start>{if listed { t.n(K::ImportPut, tally.unchanged, &[]) } else { t.n(K::ImportDo, written, &[]) }}</button>
            </aside>
            <Rejects import/>
        </div>
    }
}
