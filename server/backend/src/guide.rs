//! How far a workspace is on its way to a first result.

use crate::{Actor, Db, Result, params, sql};
use domain::{guide::Guide, rights::UseCase};

/// Looks at what is there; counts stop where more would say nothing.
///
/// # Errors
/// `Denied`.
pub async fn view(db: &Db, actor: &Actor) -> Result<Guide> {
    actor.may(UseCase::GuideView)?;
    let db = &db.snapshot().await?;
    let some = async |text: &str| -> Result<i64> {
        sql::scalar(db, &format!("SELECT COUNT(*) FROM ({text} LIMIT 1000) n"), params![]).await
    };
    let campaign: Option<(i64, String, bool, String)> = sql::tuple(
        db,
        "SELECT id, name, quick, status FROM campaign WHERE NOT template ORDER BY CASE status WHEN 'draft' THEN 1 ELSE 0 END, id DESC LIMIT 1",
        params![],
    )
    .await?;
    let aimed = match &campaign {
        Some((id, ..)) => {
            let text = "SELECT (SELECT COUNT(*) FROM activity WHERE campaign_id = $1 AND rule IS NOT NULL) + (SELECT COUNT(*) FROM activity_list l JOIN activity a ON a.id = l.activity_id WHERE a.campaign_id = $1)";
            sql::scalar::<i64>(db, text, params![*id]).await? > 0
        }
        None => false,
    };
    let colleagues = crate::campaigns::workers(db).await?.into_iter().filter(|(id, _)| *id != actor.user_id).count();
    Ok(Guide {
        people: some("SELECT 1 FROM live_person").await?,
        colleagues: i64::try_from(colleagues).unwrap_or(0),
        aimed,
        launched: campaign.as_ref().is_some_and(|(.., status)| status != "draft"),
        campaign: campaign.map(|(id, name, quick, _)| (id, name, quick)),
        worked: some("SELECT 1 FROM attempt").await?,
        answers: some("SELECT 1 FROM response").await?
            + some("SELECT 1 FROM lead WHERE campaign_id IS NOT NULL").await?,
    })
}
