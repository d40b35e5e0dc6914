//! What a new workspace begins with, in its language; all of it can be changed in the settings.

use crate::{Result, fold::fold, params, sql};
use domain::attribute::{AttributeKind, Subject};
use sea_orm::ConnectionTrait;
use texts::{K, Texts};

/// Kinds of campaign with their stages, a pipeline and reasons, in the words of the workspace's language. All of it is
/// data from here on.
pub(super) async fn seed(db: &impl ConnectionTrait, t: Texts) -> Result<()> {
    let people = [
        (K::SeedStageContacted, "contacted"),
        (K::SeedStageResponded, "responded"),
        (K::SeedStageLead, "lead"),
        (K::SeedStageConverted, "converted"),
        (K::SeedStageOpportunity, "opportunity"),
        (K::SeedStageWon, "won"),
    ];
    let through = [
        (K::StepCreated, "created"),
        (K::StepLaunched, "launched"),
        (K::StepAnswered, "responded"),
        (K::StepFinished, "finished"),
    ];
    let kinds: [(K, &[(K, &str)]); 3] = [
        (K::SeedKindQuick, &people),
        (K::SeedKindMailing, &people),
        (
            K::SeedKindExhibition,
            &[
                (K::SeedStageInvited, "invited"),
                (K::SeedStageAccepted, "accepted"),
                (K::SeedStageRegistered, "registered"),
                (K::SeedStageAttended, "attended"),
                (K::SeedStageLead, "lead"),
                (K::SeedStageOpportunity, "opportunity"),
                (K::SeedStageWon, "won"),
            ],
        ),
    ];
    let steps: [&[(K, &str)]; 3] = [
        &through,
        &through,
        &[
            (K::StepCreated, "created"),
            (K::StepGroup, ""),
            (K::StepApproved, "launched"),
            (K::SeedStageInvited, "invited"),
            (K::SeedStageRegistered, "registered"),
            (K::StepHeld, "held"),
            (K::StepEvaluated, "finished"),
        ],
    ];
    for ((name, stages), steps) in kinds.into_iter().zip(steps) {
        let kind: i64 = sql::scalar(
            db,
            "INSERT INTO campaign_kind (name, event) VALUES ($1, $2) RETURNING id",
            params![t.t(name), name == K::SeedKindExhibition],
        )
        .await?;
        for (position, (name, fact)) in (0_i64..).zip(stages) {
            sql::execute(
                db,
                "INSERT INTO funnel_stage (kind_id, position, name, fact) VALUES ($1, $2, $3, $4)",
                params![kind, position, t.t(*name), *fact],
            )
            .await?;
        }
        for (position, (name, fact)) in (0_i64..).zip(steps) {
            // What names a stage of the people follows from the first person there.
            let text = "INSERT INTO kind_step (kind_id, position, name, fact) VALUES ($1, $2, $3,
                COALESCE((SELECT 'stage:' || f.id FROM funnel_stage f WHERE f.kind_id = $1 AND f.fact = $4), NULLIF($4, ''), 'hand:' || CAST($2 AS TEXT)))";
            sql::execute(db, text, params![kind, position, t.t(*name), *fact]).await?;
        }
    }
    let pipeline: i64 =
        sql::scalar(db, "INSERT INTO pipeline (name) VALUES ($1) RETURNING id", params![t.t(K::SeedPipeline)]).await?;
    let stages = [
        (K::SeedPipelineQualified, 10_i64, 10_i64),
        (K::SeedPipelineNeeds, 12, 25),
        (K::SeedPipelineOffer, 12, 45),
        (K::SeedPipelineNegotiation, 14, 65),
        (K::SeedPipelineDecision, 8, 85),
    ];
    for (position, (name, days, probability)) in (0_i64..).zip(stages) {
        sql::execute(
            db,
            "INSERT INTO pipeline_stage (pipeline_id, position, name, norm_days, probability) VALUES ($1, $2, $3, $4, $5)",
            params![pipeline, position, t.t(name), days, probability],
        )
        .await?;
    }
    let lost = [
        K::SeedLostPrice,
        K::SeedLostCompetitor,
        K::SeedLostBudget,
        K::SeedLostTime,
        K::SeedLostAnswer,
        K::SeedLostNeed,
    ];
    let unfit =
        [K::SeedUnfitNoNeed, K::SeedUnfitNoBudget, K::SeedUnfitUnreachable, K::SeedUnfitDuplicate, K::SeedUnfitOther];
    reasons(db, t, "lost", &lost).await?;
    reasons(db, t, "disqualified", &unfit).await?;
    causes(db, t).await?;
    let articles = [
        K::SeedArticlePrint,
        K::SeedArticlePostage,
        K::SeedArticleStand,
        K::SeedArticleTravel,
        K::SeedArticleAds,
        K::SeedArticleWork,
        K::SeedArticleGifts,
    ];
    for (position, name) in (0_i64..).zip(articles) {
        let text = "INSERT INTO cost_article (name, position) VALUES ($1, $2)";
        sql::execute(db, text, params![t.t(name), position]).await?;
    }
    attributes(db, t).await
}

async fn reasons(db: &impl ConnectionTrait, t: Texts, kind: &str, names: &[K]) -> Result<()> {
    for (position, name) in (0_i64..).zip(names) {
        let text = "INSERT INTO reason (kind, position, name) VALUES ($1, $2, $3)";
        sql::execute(db, text, params![kind, position, t.t(*name)]).await?;
    }
    Ok(())
}

/// Why campaigns differ from their plans.
pub(super) async fn causes(db: &impl ConnectionTrait, t: Texts) -> Result<()> {
    let causes = [
        K::SeedCauseAudience,
        K::SeedCauseOffer,
        K::SeedCauseCompetitor,
        K::SeedCauseTime,
        K::SeedCauseFollow,
        K::SeedCausePrice,
        K::SeedCauseSupplier,
        K::SeedCauseSeason,
        K::SeedCausePlan,
    ];
    reasons(db, t, "deviation", &causes).await
}

/// The attributes that marketing asks for first.
async fn attributes(db: &impl ConnectionTrait, t: Texts) -> Result<()> {
    let attributes: [(K, AttributeKind, Subject, &[K]); 5] = [
        (
            K::SeedAttrUpsell,
            AttributeKind::OneOf,
            Subject::Person,
            &[K::SeedAttrLow, K::SeedAttrMedium, K::SeedAttrHigh],
        ),
        (
            K::SeedAttrNeed,
            AttributeKind::ManyOf,
            Subject::Person,
            &[
                K::SeedNeedVital,
                K::SeedNeedBasic,
                K::SeedNeedOrdinary,
                K::SeedNeedIndividual,
                K::SeedNeedSocial,
                K::SeedNeedMaterial,
                K::SeedNeedSpiritual,
            ],
        ),
        (
            K::SeedAttrIndustry,
            AttributeKind::OneOf,
            Subject::Account,
            &[
                K::SeedIndustryFood,
                K::SeedIndustryHospitality,
                K::SeedIndustryTrade,
                K::SeedIndustryManufacturing,
                K::SeedIndustryTransport,
                K::SeedIndustryConstruction,
                K::SeedIndustryAgriculture,
                K::SeedIndustryHealth,
                K::SeedIndustryServices,
                K::SeedIndustryPublic,
            ],
        ),
        (K::SeedAttrRegion, AttributeKind::Text, Subject::Account, &[]),
        (
            K::SeedAttrSize,
            AttributeKind::OneOf,
            Subject::Account,
            &[K::SeedSize1, K::SeedSize10, K::SeedSize50, K::SeedSize250],
        ),
    ];
    for (name, kind, subject, options) in attributes {
        let text = "INSERT INTO attribute (name, name_norm, kind, subject, next_option) VALUES ($1, $2, $3, $4, $5) RETURNING id";
        let next = i64::try_from(options.len()).unwrap_or(0);
        let values = params![t.t(name), fold(t.t(name)), kind.as_str(), subject.as_str(), next];
        let id: i64 = sql::scalar(db, text, values).await?;
        for (number, option) in (0_i64..).zip(options) {
            let text = "INSERT INTO attribute_option (attribute_id, number, position, name) VALUES ($1, $2, $2, $3)";
            sql::execute(db, text, params![id, number, t.t(*option)]).await?;
        }
    }
    Ok(())
}
