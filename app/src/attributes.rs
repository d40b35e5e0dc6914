//! The values of attributes in a form: each as its kind is typed or picked, kept as the canonical text that is stored.

pub mod api;

use crate::{
    context::use_page,
    date_field,
    form::{self, FormDialog, Input},
    saving::{FieldFault, Saving},
};
use domain::{
    attribute::{Attribute, AttributeKind, AttributesView, Subject, bit, options_of, write_options},
    calendar::{DateOrder, parse_day},
    decimal,
};
use leptos::prelude::*;
use texts::K;
use ui::{Glyph, Icon, Toast, use_toaster};

/// Fields for all `attributes`. `values` are those that the form begins with; `write` takes what is typed. What cannot be
/// read is passed on as it was typed, so that the server's word on it stands at its field.
pub fn fields(
    attributes: &[Attribute],
    values: &[(i64, String)],
    saving: Saving,
    write: Callback<(i64, String)>,
) -> AnyView {
    let t = use_page().t;
    if attributes.is_empty() {
        return ().into_any();
    }
    let value = |id: i64| values.iter().find(|(other, _)| *other == id).map(|(_, v)| v.clone()).unwrap_or_default();
    let all: Vec<_> = attributes.iter().map(|a| field(a, value(a.id), saving, write)).collect();
    view! { <fieldset class="mt-4"><legend class="fin">{t.t(K::CatalogAttribute)}</legend><div class="grid sm:grid-cols-2 gap-x-4 gap-y-3 mt-2">{all}</div></fieldset> }.into_any()
}

/// The values that are filled, under a heading of their own; nothing where none is.
pub fn facts(attributes: &[Attribute], values: &[(i64, String)]) -> Option<AnyView> {
    let page = use_page();
    let rows: Vec<_> = attributes
        .iter()
        .zip(values)
        .filter(|(_, (_, value))| !value.is_empty())
        .map(|(a, (_, value))| view! { <div class="flex gap-4 py-2 border-b border-line"><dt class="text-ink-2">{a.name.clone()}</dt><dd class="ms-auto text-end min-w-0"><bdi>{page.l.value_of(a, value)}</bdi></dd></div> })
        .collect();
    let heading = page.t.t(K::CatalogAttribute);
    (!rows.is_empty()).then(|| view! { <h2 class="fin mt-6">{heading}</h2><dl class="mt-1">{rows}</dl> }.into_any())
}

/// The values that are filled, in one line; nothing where none is.
pub fn line(attributes: &[Attribute], values: &[(i64, String)]) -> Option<AnyView> {
    let l = use_page().l;
    let word = |(id, value): &(i64, String)| {
        let attribute = attributes.iter().find(|a| a.id == *id)?;
        Some(format!("{}: {}", attribute.name, l.value_of(attribute, value)))
    };
    let words = values.iter().filter_map(word).collect::<Vec<_>>().join(" · ");
    (!words.is_empty()).then(|| view! { <p class="lab text-ink-3"><bdi>{words}</bdi></p> }.into_any())
}

/// Changes the attributes of a lead or a product in a dialog of their own. They are asked for when it opens.
#[component]
pub fn AttributesButton(subject: Subject, id: i64, name: String, reload: RwSignal<u32>) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let open = RwSignal::new(false);
    let saving = Saving::new();
    let toaster = use_toaster();
    let ended = form::ended(open, reload);
    let found = RwSignal::new(None::<AttributesView>);
    let begin = move |_| {
        found.set(None);
        open.set(true);
        leptos::task::spawn_local(async move {
            match api::view(subject, id).await {
                Ok(view) => drop(found.try_set(Some(view))),
                Err(error) => {
                    open.try_set(false);
                    toaster.show(Toast::fault(error.words(t)));
                }
            }
        });
    };
    let save = Callback::new(move |()| {
        let Some(mut draft) = found.with_untracked(|f| f.as_ref().map(|f| f.input.clone())) else { return };
        draft.version = saving.version(draft.version);
        saving.run(move |request| api::save(request, draft), move |_: i64| ended(t.t(K::AttributesSaved)));
    });
    let write = Callback::new(move |value: (i64, String)| {
        found.update_untracked(|f| {
            if let Some(f) = f {
                put(&mut f.input.values, value);
            }
        });
    });
    let body = move || found.with(|f| f.as_ref().map(|f| fields(&f.attributes, &f.input.values, saving, write)));
    let label = t.f(K::AttributesOf, &[("name", &name)]);
    view! {
        <button type="button" class="btn btn-xs btn-ghost btn-square max-md:size-11" aria-label=label.clone() title=t.t(K::CatalogAttribute) on:click=begin><Icon glyph=Glyph::List size=14/></button>
        <FormDialog open title=label action=t.t(K::CommonSave) saving save>{body}</FormDialog>
    }
}

/// Puts a value where the form keeps it.
pub fn put(values: &mut Vec<(i64, String)>, (id, value): (i64, String)) {
    match values.iter_mut().find(|(other, _)| *other == id) {
        Some((_, old)) => *old = value,
        None => values.push((id, value)),
    }
}

fn field(attribute: &Attribute, value: String, saving: Saving, write: Callback<(i64, String)>) -> AnyView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let (id, name) = (attribute.id, attribute.name.clone());
    let (html, at) = (format!("attr-{id}"), format!("attr.{id}"));
    let mark = t.decimal_mark();
    let choice = |options: Vec<(String, String)>| {
        let none = (String::new(), t.t(K::CommonDash).to_owned());
        let options = std::iter::once(none).chain(options).collect();
        form::select((html.clone(), name.clone(), ""), options, &value, (saving, &at), move |v| write.run((id, v)))
    };
    match attribute.kind {
        AttributeKind::Text => {
            let like = Input::TEXT.max(500);
            form::input(like, (html, name, ""), value, (saving, &at), move |v| write.run((id, v)))
        }
        AttributeKind::Number | AttributeKind::Money => {
            let (money, scale) = (attribute.kind == AttributeKind::Money, attribute.kind.scale());
            let like = if money { Input::MONEY } else { Input::NUMBER.max(20) };
            let name = if money { [name.as_str(), l.currency.code()].join(t.t(K::CommonComma)) } else { name };
            let read = move |typed: String| {
                decimal::parse(&typed, mark, scale).map(|n| decimal::write(n, scale)).unwrap_or(typed)
            };
            let shown = decimal::with_mark(&value, mark);
            form::input(like, (html, name, ""), shown, (saving, &at), move |v| write.run((id, read(v))))
        }
        AttributeKind::Date => {
            let shown = value.parse().map(|day| l.typed(day)).unwrap_or(value);
            let read =
                |typed: String| parse_day(&typed, DateOrder::YearMonthDay).map(|d| d.to_string()).unwrap_or(typed);
            date_field::day((html, name), shown, (saving, &at), move |v| write.run((id, read(v))))
        }
        AttributeKind::YesNo => {
            choice(vec![("1".to_owned(), t.t(K::CommonYes).to_owned()), ("0".to_owned(), t.t(K::CommonNo).to_owned())])
        }
        AttributeKind::OneOf => {
            choice(attribute.options.iter().map(|(n, name)| (n.to_string(), name.clone())).collect())
        }
        AttributeKind::ManyOf => {
            let bits = StoredValue::new(options_of(&value));
            let ticks: Vec<_> = attribute
                .options
                .iter()
                .map(|(number, name)| {
                    let one = bit(*number);
                    let set = move |on: bool| {
                        bits.update_value(|bits| *bits = if on { *bits | one } else { *bits & !one });
                        write.run((id, write_options(bits.get_value())));
                    };
                    view! { <span class="me-4">{form::tick(name.clone(), bits.get_value() & one != 0, set)}</span> }
                })
                .collect();
            view! { <fieldset class="sm:col-span-2"><legend class="lab">{name}</legend><div class="flex flex-wrap">{ticks}</div><FieldFault fault=saving.fault(at)/></fieldset> }.into_any()
        }
    }
}
