//! What stands behind a step of the funnel: how each activity and each list did there, and who was paid for it.

use crate::{Actor, Db, Error, Result, params, references, sql};
use chrono::Days;
use domain::{
    campaign::{Behind, BehindRow},
    rights::UseCase,
};
use sea_orm::Value;
use std::collections::HashMap;

/// Activities, and lists, that one page shows.
const ROWS_MAX: i64 = 10;

/// The step into a stage by activity and by list, the smallest share first: of those who stood at the stage before for at least the
/// norm days.
///
/// # Errors
/// `Denied`; `NotFound` for a campaign or stage that is not there, and a stage without a norm.
pub async fn behind(db: &Db, actor: &Actor, campaign: i64, stage: i64) -> Result<Behind> {
    actor.may(UseCase::CampaignBehind)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, campaign).await?;
    let known = "SELECT position, name FROM funnel_stage WHERE id = $1 AND kind_id = $2";
    let (position, name): (i64, String) =
        sql::tuple(db, known, params![stage, record.kind_id]).await?.ok_or(Error::NotFound)?;
    let day = record.first_day.unwrap_or(actor.today).min(actor.today);
    let reference = references::on_day(db, record.kind_id, day).await?.ok_or(Error::NotFound)?;
    let norm = reference.norm(stage).copied().ok_or(Error::NotFound)?;
    let step = norm.step.ok_or(Error::NotFound)?;
    let days = Days::new(u64::try_from(norm.days).unwrap_or(0));
    let cut = actor.today.checked_sub_days(days).unwrap_or(actor.today);
    let asked = || -> Vec<Value> { params![campaign, record.kind_id, position, cut] };
    let stood = "SELECT e.person_id AS member, MIN(s.position) AS joined, MAX(s.position) AS furthest, MIN(CASE WHEN s.position >= $3 - 1 THEN e.day END) AS stood
         FROM funnel_entry e JOIN funnel_stage s ON s.kind_id = $2 AND s.fact = e.fact WHERE e.campaign_id = $1 GROUP BY e.person_id";
    let by = async |column: &str, table: &str| -> Result<Vec<(i64, String, i64, i64)>> {
        let text = format!(
            "SELECT p.part, x.name, COUNT(*), COUNT(CASE WHEN g.furthest >= $3 THEN 1 END) FROM (SELECT DISTINCT t.{column} AS part, t.person_id FROM touch t WHERE t.campaign_id = $1 AND t.{column} IS NOT NULL) p
             JOIN ({stood}) g ON g.member = p.person_id AND g.joined = 0 AND g.stood <= $4 JOIN {table} x ON x.id = p.part
             GROUP BY p.part, x.name ORDER BY COUNT(CASE WHEN g.furthest >= $3 THEN 1 END) * 1.0 / COUNT(*), p.part LIMIT {ROWS_MAX}"
        );
        sql::tuples(db, &text, asked()).await
    };
    let text = "SELECT DISTINCT l.activity_id, a.name FROM cost_line l JOIN account a ON a.id = l.supplier_id WHERE l.campaign_id = $1 AND l.activity_id IS NOT NULL AND l.deleted_ms IS NULL ORDER BY a.name";
    let mut suppliers: HashMap<i64, Vec<String>> = HashMap::new();
    for (activity, supplier) in sql::tuples::<(i64, String)>(db, text, params![campaign]).await? {
        suppliers.entry(activity).or_default().push(supplier);
    }
    let row = |(id, name, before, reached), suppliers| BehindRow { id, name, before, reached, suppliers };
    let activities = by("activity_id", "activity").await?;
    let lists = by("list_id", "people_list").await?;
    Ok(Behind {
        stage: name,
        norm: step,
        activities: activities
            .into_iter()
            .map(|found| {
                let paid = suppliers.remove(&found.0).unwrap_or_default();
                row(found, paid)
            })
            .collect(),
        lists: lists.into_iter().map(|found| row(found, Vec::new())).collect(),
    })
}
