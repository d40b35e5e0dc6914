//! Opportunities that were ended by mistake.

use crate::world::{MARK, launch, number, people, plan, user, workspace};
use backend::{Actor, Db, Error, opportunities, params, sql};
use domain::{
    opportunity::{Close, CloseOpportunity, NewOpportunity},
    rights::Role,
};

async fn deal(db: &Db, actor: &Actor, campaign: i64) -> i64 {
    let deal = NewOpportunity { person: 1, title: "Room".into(), amount: "100".into(), ..NewOpportunity::default() };
    let id = opportunities::add(db, actor, "", &deal, MARK).await.unwrap();
    sql::execute(&db.write, "UPDATE opportunity SET campaign_id = $2 WHERE id = $1", params![id, campaign])
        .await
        .unwrap();
    id
}

async fn close(db: &Db, actor: &Actor, id: i64, version: i64, close: Close) -> i64 {
    let input = CloseOpportunity { id, version, close, amount: "100".into(), note: String::new() };
    opportunities::close(db, actor, "", &input, MARK).await.unwrap()
}

on_both! {
    async fn what_was_won_or_lost_by_mistake_is_opened_again(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 2).await;
        let campaign = launch(&db, &admin, &plan(&[admin.user_id])).await;
        let (first, second) = (deal(&db, &admin, campaign).await, deal(&db, &admin, campaign).await);
        assert!(matches!(opportunities::reopen(&db, &admin, "", first, 1).await, Err(Error::State("open already"))));
        let won = async || number(&db, "SELECT COUNT(*) FROM funnel_entry WHERE fact = 'won'").await;
        let version = close(&db, &admin, first, 1, Close::Won).await;
        close(&db, &admin, second, 1, Close::Won).await;
        assert_eq!(won().await, 1, "one person");
        assert!(matches!(opportunities::reopen(&db, &admin, "", first, 1).await, Err(Error::Conflict { .. })));
        let ana = user(&db, &admin, "ana", Role::Salesperson).await;
        assert!(matches!(opportunities::reopen(&db, &ana, "", first, version).await, Err(Error::NotFound)), "not hers");
        let again = opportunities::reopen(&db, &admin, "once", first, version).await.unwrap();
        assert_eq!(opportunities::reopen(&db, &admin, "once", first, version).await.unwrap(), again, "sent twice");
        assert_eq!(won().await, 1, "the other one is won still");
        opportunities::reopen(&db, &admin, "", second, 2).await.unwrap();
        assert_eq!(won().await, 0);
        let board = opportunities::board(&db, &admin, None).await.unwrap();
        assert_eq!((board.won_count, board.stages[0].cards.len()), (0, 2), "where they stood");
        // Lost: the person left the funnel, and is in it again.
        let lost = number(&db, "SELECT MIN(id) FROM reason WHERE kind = 'lost'").await;
        close(&db, &admin, first, again, Close::Lost { reason: lost }).await;
        let version = close(&db, &admin, second, 3, Close::Lost { reason: lost }).await;
        let failed = async || number(&db, "SELECT COUNT(*) FROM funnel_failure").await;
        assert_eq!(failed().await, 1);
        opportunities::reopen(&db, &admin, "", second, version).await.unwrap();
        assert_eq!(failed().await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM opportunity WHERE reason_id IS NOT NULL").await, 1);
    }
}
