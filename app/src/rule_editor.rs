//! A rule as a form: groups of conditions, each with field, comparison and value.

use crate::context::use_page;
use domain::{
    activity::JobRole,
    attribute::{AttributeKind, write_options},
    calendar::{DateOrder, parse_day},
    decimal,
    fault::Fault,
    rule::{DEPTH_MAX, Field, FieldKind, Filters, Mode, Op, Rule},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use texts::K;
use ui::{Glyph, Icon};

/// The pause in typing after which people are counted.
const PAUSE: Duration = Duration::from_millis(500);

/// How many fields of a rule hold what cannot be read.
#[derive(Clone, Copy)]
struct Unreadable(RwSignal<u32>);

/// Where a part of the rule is: the index within each group from the outermost inwards.
type Path = Vec<usize>;

/// Edits `rule`; `changed` is told after every change that makes a whole rule.
#[component]
pub fn RuleEditor(
    rule: RwSignal<Rule>,
    filters: StoredValue<Filters>,
    changed: Callback<()>,
    /// How many values typed here cannot be read.
    #[prop(optional)]
    unreadable: RwSignal<u32>,
    /// Counts up when the rule was changed elsewhere.
    #[prop(optional)]
    redraw: RwSignal<u32>,
) -> impl IntoView {
    provide_context(Unreadable(unreadable));
    if rule.with_untracked(|r| matches!(r, Rule::Is { .. })) {
        rule.update_untracked(|r| *r = Rule::Group { mode: Mode::All, of: vec![r.clone()] });
    }
    // Drawn anew for each value, the editor would take the focus from what is typed and the click from what is pressed.
    let shape = Memo::new(move |_| rule.with(shape));
    let part = move || {
        redraw.track();
        // Read, not only tracked: a memo that nobody reads is never computed.
        shape.with(|_| ());
        match rule.get_untracked() {
            Rule::Group { mode, of } => view! { <Group rule filters changed path=Vec::new() mode of/> }.into_any(),
            Rule::Is { .. } => ().into_any(),
        }
    };
    view! { <div class="overflow-x-auto rule-editor" tabindex="0" role="region" aria-label=use_page().t.t(K::RuleTitle)>{part}</div> }
}

/// A rule without its values.
fn shape(rule: &Rule) -> Rule {
    match rule {
        Rule::Group { mode, of } => Rule::Group { mode: *mode, of: of.iter().map(shape).collect() },
        Rule::Is { field, op, .. } => Rule::condition(*field, *op, ""),
    }
}

/// The part at `path`, for writing.
fn at<'a>(rule: &'a mut Rule, path: &[usize]) -> Option<&'a mut Rule> {
    path.iter().try_fold(rule, |rule, index| match rule {
        Rule::Group { of, .. } => of.get_mut(*index),
        Rule::Is { .. } => None,
    })
}

/// The part at `path`, for reading.
fn part<'a>(rule: &'a Rule, path: &[usize]) -> Option<&'a Rule> {
    path.iter().try_fold(rule, |rule, index| match rule {
        Rule::Group { of, .. } => of.get(*index),
        Rule::Is { .. } => None,
    })
}

#[component]
fn Group(
    rule: RwSignal<Rule>,
    filters: StoredValue<Filters>,
    changed: Callback<()>,
    path: Path,
    mode: Mode,
    of: Vec<Rule>,
) -> impl IntoView {
    let t = use_page().t;
    let here = StoredValue::new(path.clone());
    let edit = move |change: &dyn Fn(&mut Mode, &mut Vec<Rule>)| {
        rule.update(|rule| {
            if let Some(Rule::Group { mode, of }) = here.with_value(|path| at(rule, path)) {
                change(mode, of);
            }
        });
    };
    let modes: Vec<_> = Mode::ALL
        .map(|m| view! { <option value=m.as_str() selected=m == mode>{t.code("mode", m.as_str())}</option> })
        .into_iter()
        .collect();
    let set_mode = move |code: String| {
        if let Some(chosen) = Mode::ALL.into_iter().find(|m| m.as_str() == code) {
            edit(&|mode, _| *mode = chosen);
            changed.run(());
        }
    };
    let parts: Vec<_> = of
        .into_iter()
        .enumerate()
        .map(|(n, part)| {
            let mut path = path.clone();
            path.push(n);
            match part {
                Rule::Group { mode, of } => view! { <li><Group rule filters changed path mode of/></li> }.into_any(),
                Rule::Is { field, op, value } => {
                    view! { <li><Condition rule filters changed path field op value/></li> }.into_any()
                }
            }
        })
        .collect();
    let depth = path.len();
    let group = (depth + 1 < DEPTH_MAX).then(|| view! { <button type="button" class="btn btn-xs btn-ghost" on:click=move |_| edit(&|_, of| of.push(Rule::Group { mode: Mode::Any, of: vec![Rule::condition(Field::Place, Op::Is, "")] }))><Icon glyph=Glyph::Plus size=13/>{t.t(K::RuleAddGroup)}</button> });
    let remove = (depth > 0).then(|| view! { <Remove rule path=path.clone() changed/> });
    view! {
        <div class=if depth == 0 { "border-s-2 border-line-2 ps-3" } else { "border-s-2 border-line-2 ps-3 my-1 ms-5" }>
            <div class="flex items-center gap-2 min-h-8"><select class="select select-xs w-auto!" aria-label=t.t(K::RuleMode) on:change=move |ev| set_mode(event_target_value(&ev))>{modes}</select><span class="lab">{t.t(K::RuleTrue)}</span><span class="ms-auto">{remove}</span></div>
            <ul>{parts}</ul>
            <div class="flex gap-1 mt-1"><button type="button" class="btn btn-xs btn-ghost" on:click=move |_| edit(&|_, of| of.push(Rule::condition(Field::Place, Op::Is, "")))><Icon glyph=Glyph::Plus size=13/>{t.t(K::RuleAdd)}</button>{group}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Remove(rule: RwSignal<Rule>, path: Path, changed: Callback<()>) -> impl IntoView {
    let t = use_page().t;
    let remove = move |_| {
        if let Some((last, above)) = path.split_last() {
            rule.update(|rule| {
                if let Some(Rule::Group { of, .. }) = at(rule, above)
                    && *last < of.len()
                {
                    of.remove(*last);
                }
            });
            changed.run(());
        }
    };
    view! { <button type="button" class="btn btn-ghost btn-xs btn-square" aria-label=t.t(K::RuleRemove) on:click=remove><Icon glyph=Glyph::X size=13/></button> }
}

fn kind_of(field: Field, filters: &Filters) -> FieldKind {
    match field {
        Field::Attribute(id) => {
            FieldKind::Value(filters.attributes.iter().find(|a| a.id == id).map_or(AttributeKind::Text, |a| a.kind))
        }
        fixed => fixed.fixed_kind().unwrap_or(FieldKind::Record),
    }
}

#[component]
fn Condition(
    rule: RwSignal<Rule>,
    filters: StoredValue<Filters>,
    changed: Callback<()>,
    path: Path,
    field: Field,
    op: Op,
    value: String,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let here = StoredValue::new(path.clone());
    let kind = filters.with_value(|f| kind_of(field, f));
    let write = move |next: Rule| {
        rule.update(|rule| {
            if let Some(part) = here.with_value(|path| at(rule, path)) {
                *part = next;
            }
        });
    };
    let whole = move |op: Op, value: &str| !op.needs_value() || !value.is_empty();
    let of_leads = !page.role.sees_own_sales_only();
    let fields: Vec<_> = Field::FIXED
        .into_iter()
        .filter(|f| of_leads || !f.is_of_leads() || *f == field)
        .map(|f| (f.code(), l.field(f), f == field))
        .chain(filters.with_value(|f| {
            f.attributes
                .iter()
                .map(|a| (Field::Attribute(a.id).code(), a.name.clone(), Field::Attribute(a.id) == field))
                .collect::<Vec<_>>()
        }))
        .map(|(code, name, selected)| view! { <option value=code selected=selected>{name}</option> })
        .collect();
    let set_field = move |code: String| {
        if let Ok(field) = Field::parse(&code) {
            let first = filters.with_value(|f| kind_of(field, f)).operators().first().copied().unwrap_or(Op::Is);
            write(Rule::condition(field, first, ""));
        }
    };
    let is_day = kind == FieldKind::Value(AttributeKind::Date);
    let words = move |o: Op| match t.code("op_day", o.as_str()) {
        special if is_day && !special.is_empty() => special,
        _ => t.code("op", o.as_str()),
    };
    let ops: Vec<_> = kind
        .operators()
        .iter()
        .map(|o| view! { <option value=o.as_str() selected=*o == op>{words(*o)}</option> })
        .collect();
    // The value as it is now: writing one does not draw the editor anew.
    let typed = move || {
        let part = |rule: &Rule, path: &[usize]| part(rule, path).cloned();
        match rule.with_untracked(|rule| here.with_value(|path| part(rule, path))) {
            Some(Rule::Is { value, .. }) => value,
            _ => String::new(),
        }
    };
    let set_op = move |code: String| {
        if let Some(op) = Op::ALL.into_iter().find(|o| o.as_str() == code) {
            let kept = typed();
            write(Rule::condition(field, op, if op.needs_value() { kept.clone() } else { String::new() }));
            if whole(op, &kept) {
                changed.run(());
            }
        }
    };
    let set_value = Callback::new(move |value: String| {
        let ready = whole(op, &value);
        write(Rule::condition(field, op, value));
        if ready {
            changed.run(());
        }
    });
    let input = op.needs_value().then(|| view! { <ValueInput field kind value filters set=set_value/> });
    view! {
        <div class="flex items-center gap-1.5 min-h-10 condition">
            <select class="select select-sm w-48!" aria-label=t.t(K::RuleField) on:change=move |ev| set_field(event_target_value(&ev))>{fields}</select>
            <select class="select select-sm w-32!" aria-label=t.t(K::RuleOperator) on:change=move |ev| set_op(event_target_value(&ev))>{ops}</select>
            {input}
            <span class="ms-auto"><Remove rule path changed/></span>
        </div>
    }
}

/// The value compared with, as the reader writes it; stored in canonical form.
#[component]
fn ValueInput(
    field: Field,
    kind: FieldKind,
    value: String,
    filters: StoredValue<Filters>,
    set: Callback<String>,
) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let label = t.t(K::RuleValue);
    let choice = move |options: Vec<(String, String)>, value: String| {
        let empty = value.is_empty();
        let options: Vec<_> = options
            .into_iter()
            .map(|(code, name)| {
                let on = code == value;
                view! { <option value=code selected=on>{name}</option> }
            })
            .collect();
        view! { <select class="select select-sm w-48!" aria-label=label on:change=move |ev| set.run(event_target_value(&ev))><option value="" selected=empty>{t.t(K::RuleChoose)}</option>{options}</select> }.into_any()
    };
    match (field, kind) {
        (Field::List, _) => choice(filters.with_value(|f| named(&f.lists)), value),
        (Field::Campaign, _) => choice(filters.with_value(|f| named(&f.campaigns)), value),
        (Field::Import, _) => choice(filters.with_value(|f| named(&f.imports)), value),
        (Field::Channel, _) => choice(filters.with_value(|f| named(&f.channels)), value),
        (Field::Role, _) => {
            let role = |role: JobRole| (write_options(role.bit()), t.code("job_role", role.as_str()).to_owned());
            choice(JobRole::ALL.map(role).to_vec(), value)
        }
        (_, FieldKind::Value(AttributeKind::YesNo)) => {
            choice(vec![("1".into(), t.t(K::CommonYes).into()), ("0".into(), t.t(K::CommonNo).into())], value)
        }
        (Field::Attribute(id), FieldKind::Value(kind)) if kind.is_choice() => {
            let attribute = filters.with_value(|f| f.attributes.iter().find(|a| a.id == id).cloned());
            choice(attribute.map(|a| named(&a.options)).unwrap_or_default(), value)
        }
        _ => {
            let wrong = RwSignal::new(None::<Fault>);
            let count = expect_context::<Unreadable>().0;
            on_cleanup(move || {
                if wrong.try_get_untracked().flatten().is_some() {
                    count.try_update(|n| *n = n.saturating_sub(1));
                }
            });
            let shown = match (kind, value.parse()) {
                (FieldKind::Value(AttributeKind::Date), Ok(day)) => l.typed(day),
                _ => value,
            };
            let mark = t.decimal_mark();
            let read = move |typed: &str| match kind {
                FieldKind::Value(AttributeKind::Date) => {
                    parse_day(typed, DateOrder::YearMonthDay).map(|d| d.to_string())
                }
                FieldKind::Value(kind @ (AttributeKind::Number | AttributeKind::Money)) => {
                    let scale = kind.scale();
                    decimal::parse(typed, mark, scale).map(|n| decimal::write(n, scale))
                }
                _ => Ok(typed.trim().to_owned()),
            };
            let take = move |typed: String| {
                let canonical = read(&typed);
                // The browser tells of a change also as it takes the input away.
                let Some(before) = wrong.try_get_untracked().map(|wrong| wrong.is_some()) else { return };
                wrong.set(canonical.as_ref().err().copied());
                match canonical {
                    Ok(canonical) => {
                        if before {
                            count.update(|n| *n = n.saturating_sub(1));
                        }
                        set.run(canonical);
                    }
                    // What cannot be read is no value, so that nothing goes on with the one before.
                    Err(_) => {
                        if !before {
                            count.update(|n| *n += 1);
                        }
                        set.run(String::new());
                    }
                }
            };
            // People are counted while somebody still types; what cannot be read is only told when they are through.
            let waiting = StoredValue::new(None::<TimeoutHandle>);
            let stop = move || {
                if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
                    timer.clear();
                }
            };
            on_cleanup(stop);
            let soon = move |typed: String| {
                stop();
                let look = move || {
                    if read(&typed).is_ok() {
                        take(typed.clone());
                    }
                };
                waiting.set_value(set_timeout_with_handle(look, PAUSE).ok());
            };
            // How a day is written.
            let hint = if kind == FieldKind::Value(AttributeKind::Date) { l.typed(page.today) } else { String::new() };
            let number = !matches!(kind, FieldKind::Words | FieldKind::Value(AttributeKind::Text));
            let words = move || wrong.get().map_or("", |fault| t.code("fault", &texts::snake(&fault.to_string())));
            view! { <input class=move || if wrong.get().is_some() { "input input-sm w-48! err" } else { "input input-sm w-48!" } aria-label=label aria-invalid=move || wrong.get().is_some().to_string() maxlength="200" dir=if number { "ltr" } else { "auto" } placeholder=hint value=shown on:input=move |ev| soon(event_target_value(&ev)) on:change=move |ev| { stop(); take(event_target_value(&ev)) }/><span class="text-bad text-xs" role="alert">{words}</span> }.into_any()
        }
    }
}

fn named(all: &[(i64, String)]) -> Vec<(String, String)> {
    all.iter().map(|(id, name)| (id.to_string(), name.clone())).collect()
}
