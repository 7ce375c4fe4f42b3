//! Stripe: no tags; ids are spelt from method and path. The `generator.yaml` sets
//! `idempotency_key: { header: Idempotency-Key }` and
//! `webhooks: { verify: stripe, payload: '#/components/schemas/event' }`.
use stripe::types::PaymentIntentCreate;
use stripe::{Client, Error};

async fn customer(client: &Client) -> Result<(), Error> {
    let customer = client
        .customers()
        .create()
        .name("Ada")
        .email("ada@example.com")
        .metadata([("order", "6735")])
        .await?;
    client
        .customers()
        .update(&customer.id)
        .description("the first one")
        .await?;
    let same = client.customers().get(&customer.id).await?;
    println!("{same:?}");
    client.customers().delete(&customer.id).await?;
    Ok(())
}

async fn intent(client: &Client) -> Result<(), Error> {
    let body = PaymentIntentCreate::new(2000, "usd")
        .customer("cus_123")
        .metadata([("order_id", "6735")]);
    let intent = client
        .payment_intents()
        .create(body)
        .idempotency_key("order-6735")
        .await?;
    client
        .payment_intents()
        .confirm(&intent.id)
        .payment_method("pm_card_visa")
        .await?;
    Ok(())
}

async fn all_charges(client: &Client) -> Result<(), Error> {
    let mut charges = client.charges().list().limit(100).stream();
    while let Some(charge) = charges.try_next().await? {
        println!("{} {}", charge.id, charge.amount);
    }
    Ok(())
}

async fn declined(client: &Client, body: PaymentIntentCreate) -> Result<(), Error> {
    match client.payment_intents().create(body).await {
        Ok(intent) => println!("{}", intent.id),
        Err(error) if error.has_code("card_declined") => println!("{error}"),
        Err(error) => return Err(error),
    }
    Ok(())
}

// `stripe::webhooks` needs the feature `webhooks`; `verify` returns the configured component.
fn webhook(payload: &[u8], signature: &str, secret: &str) -> Result<(), Error> {
    let event = stripe::webhooks::verify(payload, signature, secret)?;
    match event.type_.as_str() {
        "payment_intent.succeeded" => println!("{:?}", event.data.object.get("id")),
        other => println!("ignored {other}"),
    }
    Ok(())
}

#[cfg(test)]
mod checks;
