//! Saving a chart as CSV, SVG or PNG, in the browser alone.

use super::{ChartWords, Facts};
use crate::icon::{Glyph, Icon};
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The menu "save as".
#[component]
pub fn SaveMenu(words: ChartWords, facts: Facts, place: NodeRef<html::Div>, file: String) -> impl IntoView {
    let file = StoredValue::new(file);
    let facts = StoredValue::new(facts);
    let drawing = move || -> Option<web_sys::Element> { place.get_untracked()?.query_selector("svg.c").ok().flatten() };
    // A picture that cannot be made leaves the page as it is; the table can still be read.
    let csv =
        move |_| {
            drop(facts.with_value(|facts| {
                download(&format!("{}.csv", file.get_value()), "text/csv;charset=utf-8", &csv(facts))
            }))
        };
    let svg = move |_| {
        if let Some(picture) = drawing().and_then(|d| picture(&d).ok()) {
            drop(download(&format!("{}.svg", file.get_value()), "image/svg+xml", &picture.text));
        }
    };
    let png = move |_| {
        if let Some(drawing) = drawing() {
            drop(raster(&drawing, format!("{}.png", file.get_value())));
        }
    };
    view! {
        <details class="dropdown dropdown-end">
            <summary class="btn btn-xs btn-ghost btn-square max-md:size-11" aria-label=words.save_as.clone() title=words.save_as.clone()><Icon glyph=Glyph::Download size=14/></summary>
            <ul class="menu pop dropdown-content z-10 w-44">
                <li><button type="button" on:click=csv>{words.csv.clone()}</button></li>
                <li><button type="button" on:click=svg>{words.svg.clone()}</button></li>
                <li><button type="button" on:click=png>{words.png.clone()}</button></li>
            </ul>
        </details>
    }
}

/// The facts as CSV with a byte order mark, so that spreadsheets read its letters.
fn csv(facts: &Facts) -> String {
    let cell = |text: &String| {
        let risky = text.starts_with(['=', '+', '-', '@', '\t']);
        let text = if risky { format!("'{text}") } else { text.clone() };
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    let line = |cells: &Vec<String>| cells.iter().map(cell).collect::<Vec<_>>().join(",");
    let mut lines = vec![line(&facts.heads)];
    lines.extend(facts.rows.iter().map(line));
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

fn download(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    save_blob(name, &web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?)
}

fn save_blob(name: &str, blob: &web_sys::Blob) -> Result<(), JsValue> {
    let url = web_sys::Url::create_object_url_with_blob(blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}

/// What a drawing needs to look the same outside of its page.
const STYLES: [&str; 9] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-size",
    "font-weight",
    "font-family",
    "paint-order",
    "stroke-linejoin",
];

const SVG: &str = "http://www.w3.org/2000/svg";
/// Space around a picture, and above its drawing for title, subtitle and keys.
const EDGE: u32 = 16;
const HEAD: u32 = 84;

/// A drawing as a file of its own, with its size.
struct Picture {
    text: String,
    width: u32,
    height: u32,
}

/// The drawing under its title, unit and keys, with its colours written out.
fn picture(drawing: &web_sys::Element) -> Result<Picture, JsValue> {
    let size = |name: &str| drawing.get_attribute(name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(1);
    let (width, height) = (size("width") + 2 * EDGE, size("height") + HEAD + EDGE);
    let whole = document().create_element_ns(Some(SVG), "svg")?;
    whole.set_attribute("xmlns", SVG)?;
    whole.set_attribute("viewBox", &format!("0 0 {width} {height}"))?;
    place(&whole, &[("width", width), ("height", height)])?;
    if let Some(section) = drawing.closest("section")? {
        head(&whole, &section, width)?;
    }
    let copy = inlined(drawing)?;
    place(&copy, &[("x", EDGE), ("y", HEAD)])?;
    whole.append_child(&copy)?;
    Ok(Picture { text: web_sys::XmlSerializer::new()?.serialize_to_string(&whole)?, width, height })
}

fn place(element: &web_sys::Element, at: &[(&str, u32)]) -> Result<(), JsValue> {
    at.iter().try_for_each(|(name, value)| element.set_attribute(name, &value.to_string()))
}

/// Title, subtitle and keys as the page shows them, from where its lines begin.
fn head(whole: &web_sys::Element, section: &web_sys::Element, width: u32) -> Result<(), JsValue> {
    let look = window().get_computed_style(section)?.ok_or(JsValue::NULL)?;
    let direction = look.get_property_value("direction")?;
    let from_right = direction == "rtl";
    let line = |text: &str, from: u32, y: u32, size: &str, weight: &str| -> Result<(), JsValue> {
        let element = document().create_element_ns(Some(SVG), "text")?;
        place(&element, &[("x", if from_right { width.saturating_sub(from) } else { from }), ("y", y)])?;
        let (ink, font) = (look.get_property_value("color")?, look.get_property_value("font-family")?);
        for (name, value) in [
            ("fill", ink.as_str()),
            ("font-family", &font),
            ("font-size", size),
            ("font-weight", weight),
            ("direction", &direction),
        ] {
            element.set_attribute(name, value)?;
        }
        element.set_text_content(Some(text));
        whole.append_child(&element).map(drop)
    };
    for (what, y, size, weight) in [("h2", 30, "16", "600"), ("p", 48, "12", "400")] {
        if let Some(found) = section.query_selector(what)? {
            line(&found.text_content().unwrap_or_default(), EDGE, y, size, weight)?;
        }
    }
    let keys = section.query_selector_all(".key")?;
    let mut from = EDGE;
    for n in 0..keys.length() {
        let Some(key) = keys.item(n) else { continue };
        let key: web_sys::Element = key.unchecked_into();
        if let Some(mark) = key.query_selector("svg")? {
            let mark = inlined(&mark)?;
            place(&mark, &[("x", if from_right { width.saturating_sub(from + 14) } else { from }), ("y", 60)])?;
            whole.append_child(&mark)?;
        }
        let name = key.text_content().unwrap_or_default();
        line(&name, from + 20, 69, "12", "400")?;
        // As wide as it is on the page, and the space behind it.
        from += u32::try_from(key.client_width()).unwrap_or(80) + 16;
    }
    Ok(())
}

/// A copy of a drawing with the style of each part written out.
fn inlined(drawing: &web_sys::Element) -> Result<web_sys::Element, JsValue> {
    let copy: web_sys::Element = drawing.clone_node_with_deep(true)?.unchecked_into();
    let (from, to) = (drawing.query_selector_all("*")?, copy.query_selector_all("*")?);
    for n in 0..from.length() {
        let (Some(shown), Some(written)) = (from.item(n), to.item(n)) else { continue };
        let (shown, written): (web_sys::Element, web_sys::Element) = (shown.unchecked_into(), written.unchecked_into());
        if let Some(style) = window().get_computed_style(&shown)? {
            for name in STYLES {
                let value = style.get_property_value(name)?;
                if !value.is_empty() {
                    written.set_attribute(name, &value)?;
                }
            }
        }
        written.remove_attribute("class")?;
    }
    let spots = copy.query_selector_all("[data-i]")?;
    for n in 0..spots.length() {
        if let Some(spot) = spots.item(n) {
            spot.unchecked_into::<web_sys::Element>().remove();
        }
    }
    copy.remove_attribute("class")?;
    Ok(copy)
}

/// Draws the picture at twice its size on white or dark paper, as the page is, and saves it.
fn raster(drawing: &web_sys::Element, name: String) -> Result<(), JsValue> {
    let Picture { text, width, height } = picture(drawing)?;
    let paper = document()
        .body()
        .and_then(|body| window().get_computed_style(&body).ok().flatten())
        .and_then(|style| style.get_property_value("background-color").ok());
    let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(width * 2);
    canvas.set_height(height * 2);
    let image = web_sys::HtmlImageElement::new()?;
    let drawn = image.clone();
    let ready = Closure::once_into_js(move || {
        let draw = || -> Result<(), JsValue> {
            let context: web_sys::CanvasRenderingContext2d =
                canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
            context.scale(2.0, 2.0)?;
            context.set_fill_style_str(paper.as_deref().unwrap_or("white"));
            context.fill_rect(0.0, 0.0, width.into(), height.into());
            context.draw_image_with_html_image_element_and_dw_and_dh(&drawn, 0.0, 0.0, width.into(), height.into())?;
            let save = Closure::once_into_js(move |blob: web_sys::Blob| drop(save_blob(&name, &blob)));
            canvas.to_blob(save.unchecked_ref())
        };
        drop(draw());
    });
    image.set_onload(Some(ready.unchecked_ref()));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(&text)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_cell_is_never_a_formula() {
        let facts = Facts { heads: vec!["Stage".into()], rows: vec![vec!["=1+1".into()], vec!["a \"b\"".into()]] };
        assert_eq!(csv(&facts), "\u{feff}\"Stage\"\r\n\"'=1+1\"\r\n\"a \"\"b\"\"\"\r\n");
    }
}
