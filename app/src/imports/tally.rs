//! Rows by what happens to them, as bars that add up to the rows of the file.

use crate::context::use_page;
use domain::import::Tally;
use leptos::prelude::*;
use texts::K;

#[component]
pub fn TallyBars(tally: Tally) -> impl IntoView {
    let t = use_page().t;
    let line = |name: K, n: i64, class: &'static str, data: &'static str| {
        let length = (i128::from(n) * 140 / i128::from(tally.rows.max(1))).max(i128::from(n > 0));
        let bar = format!(r#"<rect x="0" y="3" width="{length}" height="10" class="{class}"/>"#);
        view! { <li class="flex items-center gap-2 min-h-7"><span class="grow">{t.t(name)}</span><svg class="c tallybar rtl:-scale-x-100" width="140" height="16" viewBox="0 0 140 16" aria-hidden="true" inner_html=bar></svg><span class="num w-14 text-end font-medium" data-tally=data>{t.int(n)}</span></li> }
    };
    view! {
        <ul class="mt-3">
            {line(K::ImportNew, tally.new, "s1", "new")}
            {line(K::ImportUpdated, tally.updated, "s3", "updated")}
            {line(K::ImportUnchanged, tally.unchanged, "s5", "unchanged")}
            {line(K::ImportDuplicate, tally.duplicate, "s2", "duplicate")}
            {line(K::ImportInvalid, tally.invalid, "down", "invalid")}
            <li class="flex items-center gap-2 min-h-7 border-t border-line-2 font-semibold"><span class="grow">{t.t(K::ImportRows)}</span><span class="num" data-tally="rows">{t.int(tally.rows)}</span></li>
        </ul>
    }
}
