use crate::world::at;
use backend::{Db, campaigns, channels, demo, opportunities, sql, today};
use domain::{
    campaign::{IndexQuery, Status},
    rights::Role,
};

on_both! {
    async fn the_demo_shows_every_page_with_something_on_it(db: Db) {
        demo::fill(&db, 1_795_000_000_000, 800).await.unwrap();
        let boss = at(1, Role::Administrator, "2026-11-18");
        let index = campaigns::index(&db, &boss, &IndexQuery::default()).await.unwrap();
        let states = [Status::Finished, Status::Running, Status::Draft].map(|s| index.rows.iter().filter(|r| r.status == s).count());
        assert_eq!(states, [9, 3, 5]);
        assert_eq!(campaigns::index(&db, &boss, &IndexQuery { templates: true, ..IndexQuery::default() }).await.unwrap().rows.len(), 1, "a template");
        assert!(index.totals.won > 0 && index.totals.revenue > 0);
        for row in &index.rows {
            let view = campaigns::view(&db, &boss, row.id).await.unwrap();
            assert_eq!(view.figures[0].value, domain::metrics::Value::Count(row.totals.new_leads));
        }
        let seller = at(4, Role::Salesperson, "2026-11-18");
        let work = today::view(&db, &seller).await.unwrap();
        assert!(work.due_count + work.overdue_count > 0);
        assert!(opportunities::board(&db, &boss, None).await.unwrap().stages.iter().any(|s| s.count > 0));
        let channels = channels::view(&db, &boss).await.unwrap().rows;
        assert!(channels.len() >= 6);
        // A plan waits for the manager, another was approved, and the budgets of the year hold what is planned.
        let manager = at(2, Role::MarketingManager, "2026-11-18");
        let asked = backend::approvals::index(&db, &manager).await.unwrap();
        assert_eq!((asked.waiting.len(), asked.waiting[0].mine, asked.decided.len()), (2, true, 2));
        let plans = backend::period_plans::index(&db, &manager, None).await.unwrap();
        assert!(plans.rows.len() == 1 && plans.rows[0].part.plan.cost > 0 && plans.rows[0].part.totals.revenue > 0);
        assert_eq!(sql::scalar::<i64>(&db.read, "SELECT COUNT(*) FROM closing", vec![]).await.unwrap(), 8, "the last finished one still waits");
        let year = backend::budgets::index(&db, &manager, None).await.unwrap();
        assert!(year.rows.len() == 3 && year.total.planned > 0 && year.top.is_some());
        // What letters cost, over the leads that letters brought, counted row by row.
        let letters = channels.iter().find(|row| row.name == "Letter campaign").unwrap();
        let spent = "SELECT CAST(SUM(actual_base) AS BIGINT) FROM cost_line WHERE activity_id IN (SELECT id FROM activity WHERE kind = 'letter')";
        let spent: i64 = sql::scalar(&db.read, spent, vec![]).await.unwrap();
        assert!(spent > 0);
        let each = i64::try_from((i128::from(spent) * 2 + i128::from(letters.leads)) / (i128::from(letters.leads) * 2)).unwrap();
        assert_eq!(letters.cost_per_lead, domain::metrics::Value::Money(each));
    }
}
