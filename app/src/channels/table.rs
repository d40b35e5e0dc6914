//! Channels beside each other, with the interval of each conversion.

use super::{channel_name, rows_href};
use crate::{
    context::{Page, use_page},
    deviation::Shown,
};
use domain::{
    channel::{ChannelRow, ChannelRowsOf, ChannelView},
    metrics::{Value, interval::Standing},
};
use leptos::prelude::*;
use texts::K;

/// Parts per million at the end of the drawing's axis.
fn axis_end(view: &ChannelView) -> i64 {
    let most = view.rows.iter().filter_map(|r| r.interval).map(|i| i.high).max().unwrap_or(100_000);
    ((most / 100_000) + 1) * 100_000
}

fn percent(page: Page, per_million: i64, places: u32) -> String {
    let ratio = domain::metrics::Ratio { numerator: per_million, denominator: 1_000_000 };
    page.t.decimal(ratio.scaled(100 * 10_i64.pow(places)), places, places)
}

fn share(page: Page, value: Value) -> String {
    match value {
        Value::Share(ratio) => percent(page, ratio.scaled(1_000_000), 2),
        _ => page.t.t(K::CommonDash).to_owned(),
    }
}

#[component]
pub fn ChannelTable(view: ChannelView) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let end = axis_end(&view);
    let overall = match view.total.conversion {
        Value::Share(ratio) => ratio.scaled(1_000_000),
        _ => 0,
    };
    let most = view.rows.iter().map(|r| r.leads).max().unwrap_or(1);
    let rows: Vec<_> = view.rows.iter().cloned().map(|row| view! { <Line row end overall most/> }).collect();
    let total = view.total;
    view! {
        <div class="overflow-x-auto mt-2" tabindex="0" role="region" aria-label=t.t(K::ChannelsTitle)>
            <table class="table tight"><thead><tr><th scope="col" class="flush">{t.t(K::ChannelsOrigin)}</th><th scope="col" class="n" aria-sort="descending">{t.t(K::CampaignsLeadsHead)}</th><th scope="col" class="n">{t.t(K::FigureWon)}</th><th scope="col" class="n">{t.t(K::ChannelsConversionHead)}</th><th scope="col"><span class="sr-only">{t.t(K::ChannelsDrawn)}</span></th><th scope="col">{t.t(K::ChannelsInterval)}</th><th scope="col">{t.t(K::ChannelsAgainst)}</th><th scope="col" class="n">{t.f(K::RowsAmountRevenue, &[("currency", l.currency.code())])}</th><th scope="col" class="n">{t.t(K::FigureCostPerLead)}</th><th scope="col" class="n flush">{t.t(K::FigureRoi)}</th></tr></thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row" class="flush text-start">{t.t(K::CommonTotal)}</th><td class="n">{t.int(total.leads)}</td><td class="n">{t.int(total.won)}</td><td class="n">{share(page, total.conversion)}</td><td></td><td></td><td></td><td class="n">{l.amount(total.revenue)}</td><td class="n"><Shown value=total.cost_per_lead/></td><td class="n flush"><Shown value=total.roi/></td></tr></tfoot></table>
        </div>
    }
}

#[component]
fn Line(row: ChannelRow, end: i64, overall: i64, most: i64) -> impl IntoView {
    let page = use_page();
    let (t, l) = (page.t, page.l);
    let x = |per_million: i64| i128::from(per_million) * 180 / i128::from(end.max(1));
    let drawn = row.interval.map(|i| {
        let middle = match row.conversion {
            Value::Share(ratio) => x(ratio.scaled(1_000_000)),
            _ => 0,
        };
        let (low, width, all) = (x(i.low), (x(i.high) - x(i.low)).max(1), x(overall));
        let body = format!(r#"<line x1="{all}" y1="0" x2="{all}" y2="20" class="con"/><rect x="{low}" y="6" width="{width}" height="8" class="band"/><line x1="{middle}" y1="3" x2="{middle}" y2="17" class="ref"/>"#);
        view! { <svg class="c intervalbar rtl:-scale-x-100" width="180" height="20" viewBox="0 0 180 20" aria-hidden="true" inner_html=body></svg> }
    });
    let interval = row.interval.map(|i| format!("{} – {}", percent(page, i.low, 1), percent(page, i.high, 1)));
    let standing = match row.standing {
        Some(Standing::Above) => {
            view! { <span class="font-medium text-good">"▲ "{t.t(K::StandingAbove)}</span> }.into_any()
        }
        Some(Standing::Below) => {
            view! { <span class="font-medium text-bad">"▼ "{t.t(K::StandingBelow)}</span> }.into_any()
        }
        _ => view! { <span class="text-ink-2">{t.t(K::StandingAlike)}</span> }.into_any(),
    };
    let length = i128::from(row.leads) * 60 / i128::from(most.max(1));
    let bar = format!(r#"<rect x="{}" y="4" width="{length}" height="8" class="s5"/>"#, 60 - length);
    let name = channel_name(page, row.id, &row.name);
    view! {
        <tr data-channel=row.name.clone()>
            <th scope="row" class="flush text-start"><a class="font-medium hover:underline" href=rows_href(ChannelRowsOf::Leads(row.id))><bdi>{name}</bdi></a></th>
            <td class="n"><span class="flex items-center justify-end gap-2"><svg class="c minibar rtl:-scale-x-100" width="60" height="16" viewBox="0 0 60 16" aria-hidden="true" inner_html=bar></svg><span class="num w-10 text-end">{t.int(row.leads)}</span></span></td>
            <td class="n"><a class="hover:underline" href=rows_href(ChannelRowsOf::Won(row.id))>{t.int(row.won)}</a></td><td class="n font-semibold">{share(page, row.conversion)}</td><td class="py-0!">{drawn}</td>
            <td class="text-ink-2 num"><bdi>{interval}</bdi></td><td>{standing}</td><td class="n">{l.amount(row.revenue)}</td><td class="n"><Shown value=row.cost_per_lead/></td><td class="n flush"><Shown value=row.roi/></td>
        </tr>
    }
}
