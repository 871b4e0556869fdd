# SPDX-License-Identifier: Apache-2.0

# A topic, the topic of its dead letters with a subscription that keeps them, and the functions that
# its messages are pushed to.
locals {
  agent = "serviceAccount:service-${var.project_number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_topic" "this" {
  project                    = var.project_id
  name                       = var.name
  message_retention_duration = "604800s"
}

resource "google_pubsub_topic" "dead" {
  project                    = var.project_id
  name                       = "${var.name}.dead"
  message_retention_duration = "604800s"
}

resource "google_pubsub_subscription" "dead" {
  project                    = var.project_id
  name                       = "${var.name}.dead"
  topic                      = google_pubsub_topic.dead.id
  message_retention_duration = "604800s"
  ack_deadline_seconds       = 60
  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_subscription" "push" {
  for_each             = var.pushes
  project              = var.project_id
  name                 = "${var.name}.${each.key}"
  topic                = google_pubsub_topic.this.id
  ack_deadline_seconds = 60
  push_config {
    push_endpoint = each.value.url
    oidc_token {
      service_account_email = each.value.service_account
      audience              = each.value.url
    }
  }
  retry_policy {
    minimum_backoff = "1s"
    maximum_backoff = "600s"
  }
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead.id
    max_delivery_attempts = 10
  }
  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub itself gives up a message to the dead letters: it publishes there and acknowledges here.
resource "google_pubsub_topic_iam_member" "gives_up" {
  project = var.project_id
  topic   = google_pubsub_topic.dead.name
  role    = "roles/pubsub.publisher"
  member  = local.agent
}

resource "google_pubsub_subscription_iam_member" "gives_up" {
  for_each     = var.pushes
  project      = var.project_id
  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.agent
}

resource "google_pubsub_topic_iam_member" "publishes" {
  for_each = var.publishers
  project  = var.project_id
  topic    = google_pubsub_topic.this.name
  role     = "roles/pubsub.publisher"
  member   = each.value
}
