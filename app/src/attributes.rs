//! The values of attributes in a form: each as its kind is typed or picked, kept as the canonical text that is stored.

use crate::{
    context::use_page,
    date_field,
    form::{self, Input},
    saving::{FieldFault, Saving},
};
use domain::{
    attribute::{Attribute, AttributeKind, bit, options_of, write_options},
    calendar::{DateOrder, parse_day},
    decimal,
};
use leptos::prelude::*;
use texts::K;

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
            let name = if money { format!("{name}, {}", l.currency.code()) } else { name };
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
