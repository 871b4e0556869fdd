# SPDX-License-Identifier: Apache-2.0

# Who is woken, and when: the service burns its error budget, messages are given up, money runs out.
resource "google_monitoring_notification_channel" "this" {
  project      = var.project_id
  display_name = "Enforce"
  type         = "email"
  labels       = { email_address = var.email }
}

resource "google_monitoring_custom_service" "this" {
  project      = var.project_id
  service_id   = "enforce"
  display_name = "Enforce"
}

resource "google_monitoring_slo" "available" {
  project             = var.project_id
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = "available"
  display_name        = "Requests that are answered"
  goal                = var.goal
  rolling_period_days = 28
  request_based_sli {
    good_total_ratio {
      total_service_filter = "metric.type=\"loadbalancing.googleapis.com/https/request_count\" resource.type=\"https_lb_rule\" resource.label.url_map_name=\"${var.url_map}\""
      bad_service_filter   = "metric.type=\"loadbalancing.googleapis.com/https/request_count\" resource.type=\"https_lb_rule\" resource.label.url_map_name=\"${var.url_map}\" metric.label.response_code_class=500"
    }
  }
}

resource "google_monitoring_alert_policy" "burning" {
  for_each              = { fast = { window = "3600s", rate = 14.4 }, slow = { window = "21600s", rate = 6 } }
  project               = var.project_id
  display_name          = "Enforce: the error budget burns (${each.key})"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.this.id]
  conditions {
    display_name = "burn rate over ${each.value.window}"
    condition_threshold {
      filter          = "select_slo_burn_rate(\"${google_monitoring_slo.available.name}\", \"${each.value.window}\")"
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.rate
      duration        = "0s"
    }
  }
}

resource "google_monitoring_alert_policy" "dead_letters" {
  project               = var.project_id
  display_name          = "Enforce: messages were given up"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.this.id]
  conditions {
    display_name = "dead letters lie there"
    condition_threshold {
      filter          = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" resource.type=\"pubsub_subscription\" resource.label.subscription_id=one_of(\"${join("\",\"", var.dead_subscriptions)}\")"
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }
}

resource "google_billing_budget" "this" {
  billing_account = var.billing_account
  display_name    = "Enforce"
  budget_filter {
    projects = ["projects/${var.project_number}"]
  }
  amount {
    specified_amount {
      currency_code = var.budget.currency
      units         = tostring(var.budget.units)
    }
  }
  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }
  all_updates_rule {
    monitoring_notification_channels = [google_monitoring_notification_channel.this.id]
  }
}
