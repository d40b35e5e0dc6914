//! The rows behind a figure of a plan: of all its campaigns, or of one cut through them.

use super::{members, record};
use crate::{
    Actor, Db, Error, Result,
    campaigns::rows::{costs, leads, opportunities, page},
    sql::Params,
    workspace,
};
use domain::{
    campaign::FigureRows,
    fault::Fault,
    metrics::{Figure, Value, cost_per, roi},
    period_plan::{Slice, SliceRows},
    rights::UseCase,
};

/// One page of the rows behind a figure.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` for a cursor or a cut that cannot be read.
pub async fn rows(db: &Db, actor: &Actor, plan: i64, of: SliceRows, after: Option<&str>) -> Result<FigureRows> {
    actor.may(UseCase::PeriodPlanRows)?;
    let db = &db.snapshot().await?;
    let record = record(db, plan).await?;
    let calendar = workspace::existing(db).await?.calendar;
    let mut params = Params::default();
    let id = params.add(plan);
    let m = members(&format!("p.id = {id}"));
    let narrowed = match of.slice {
        Some(Slice::Campaign(campaign)) => format!("WHERE m.campaign_id = {}", params.add(campaign)),
        Some(Slice::Kind(kind)) => format!("WHERE m.kind_id = {}", params.add(kind)),
        Some(Slice::Line(None)) => "WHERE m.line_id IS NULL".to_owned(),
        Some(Slice::Line(Some(line))) => format!("WHERE m.line_id = {}", params.add(line)),
        Some(Slice::Channel(_) | Slice::Month(_)) | None => String::new(),
    };
    let span = match of.slice {
        Some(Slice::Month(day)) => {
            let month = calendar.month_of(day);
            Some((params.add(month.first), params.add(month.last)))
        }
        _ => None,
    };
    let channel = match of.slice {
        Some(Slice::Channel(kind)) => Some(kind.map(|kind| params.add(kind.as_str()))),
        _ => None,
    };
    let within = |alias: &str, day: &str| {
        let mut text = format!("{alias}.campaign_id IN (SELECT m.campaign_id FROM ({m}) m {narrowed})");
        if let Some((first, last)) = &span {
            text.push_str(&format!(" AND {alias}.{day} BETWEEN {first} AND {last}"));
        }
        match &channel {
            Some(Some(kind)) => text.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM activity v WHERE v.id = {alias}.activity_id AND v.kind = {kind})"
            )),
            Some(None) => text.push_str(&format!(" AND {alias}.activity_id IS NULL")),
            None => {}
        }
        text
    };
    let all_leads = || leads(actor, &within("l", "created_day"));
    let won = || opportunities(actor, &format!("{} AND o.state = 'won'", within("o", "closed_day")));
    let paid = || costs(&format!("{} AND c.actual_base IS NOT NULL", within("c", "document_day")));
    let source = match of.figure {
        Figure::NewLeads => all_leads(),
        Figure::ConvertedLeads => leads(actor, &format!("{} AND l.state = 'qualified'", within("l", "created_day"))),
        Figure::Opportunities => opportunities(actor, &within("o", "created_day")),
        Figure::Won | Figure::Revenue => won(),
        Figure::Cost => paid(),
        // Both sides of a ratio.
        Figure::CostPerLead => format!("{} UNION ALL {}", all_leads(), paid()),
        Figure::Roi => format!("{} UNION ALL {}", won(), paid()),
        Figure::Contacted | Figure::Responders => return Err(Error::invalid("of", Fault::Unknown)),
    };
    let sums = match of.figure {
        Figure::CostPerLead | Figure::Roi => {
            let cost = page(db, &paid(), Params(params.0.clone()), None).await?.sum;
            let other = if of.figure == Figure::Roi { won() } else { all_leads() };
            let other = page(db, &other, Params(params.0.clone()), None).await?;
            Some((cost, other.all, other.sum))
        }
        _ => None,
    };
    let page = page(db, &source, params, after).await?;
    let value = match (of.figure, sums) {
        (Figure::CostPerLead, Some((cost, count, _))) => cost_per(cost, count),
        (Figure::Roi, Some((cost, _, revenue))) => roi(revenue, cost),
        (figure, _) if figure.is_money() => Value::Money(page.sum),
        _ => Value::Count(page.all),
    };
    Ok(FigureRows {
        campaign: record.name,
        title: String::new(),
        value,
        rows: page.rows,
        visible: page.visible,
        hidden: page.all - page.visible,
        next: page.next,
    })
}
