/** What is asked of sites. */

import { graphql } from "../../graph/index.ts";

/** All sites, to choose from. */
export const Sites = graphql(`
  query Sites {
    sites(first: 1000, orderBy: [{ name: ASC }]) {
      nodes {
        id
        name
        location
        capacityMw
      }
    }
  }
`);

/** What is known of a sample, whether it is read or told: documents name it, and the code generator puts it in. */
graphql(`
  fragment Measured on TelemetrySample {
    minerId
    recordedAt
    hashrate
    powerConsumption
    temperature
  }
`);

/** A day of a site by the half hour, and the newest sample of each of its miners. */
export const Day = graphql(`
  query Day($siteId: Int!, $from: DateTime!, $recent: DateTime!, $to: DateTime!) {
    telemetrySamples(where: { miner: { siteId: { eq: $siteId } } }) {
      series(from: $from, to: $to, every: "30m", maxPoints: 100) {
        points {
          time
          aggregate {
            countDistinct {
              minerId
            }
            avg {
              hashrate
              powerConsumption
              temperature
            }
            max {
              temperature
            }
          }
        }
      }
    }
    miners(first: 1000, where: { siteId: { eq: $siteId } }) {
      totalCount
      nodes {
        telemetry(first: 1, where: { recordedAt: { gte: $recent } }, orderBy: [{ recordedAt: DESC }]) {
          nodes {
            ...Measured
          }
        }
      }
    }
  }
`);

/** What a site's miners measure, as it comes. */
export const Telemetry = graphql(`
  subscription Telemetry($siteIds: [Int!]!, $after: String) {
    siteTelemetry(siteIds: $siteIds, after: $after, batch: 500) {
      cursor
      nodes {
        ...Measured
      }
    }
  }
`);
