SELECT hosting.market_analytics.id
FROM hosting.market_analytics
WHERE hosting.market_analytics.id = any($1::INTEGER[]);
-- $1 = [33, 34]

SELECT hosting.market_analytics.id, hosting.market_analytics.btc_price,
  hosting.market_analytics.created_at
FROM hosting.market_analytics
WHERE hosting.market_analytics.created_at < $1::TIMESTAMP WITH TIME ZONE
ORDER BY hosting.market_analytics.created_at DESC, hosting.market_analytics.id DESC
LIMIT 501;
-- $1 = datetime.datetime(2026, 3, 31, 8, 0, tzinfo=datetime.timezone.utc)

SELECT hosting.market_analytics.id, hosting.market_analytics.btc_price,
  hosting.market_analytics.created_at
FROM hosting.market_analytics
WHERE hosting.market_analytics.created_at >= $1::TIMESTAMP WITH TIME ZONE AND hosting.market_analytics.created_at < $2::TIMESTAMP WITH TIME ZONE
ORDER BY hosting.market_analytics.created_at ASC, hosting.market_analytics.id ASC
LIMIT 4;
-- $1 = datetime.datetime(2026, 3, 31, 8, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 3, 31, 9, 0, tzinfo=datetime.timezone.utc)

SELECT page.rsi, page.macd, page.macd_signal, page.macd_histogram,
  page.bb_upper, page.bb_middle, page.bb_lower, page.ema_12,
  page.ema_26, page.analytics_id
FROM unnest($1::INTEGER[]) AS keys(analytics_id)
JOIN LATERAL (
  SELECT hosting.technical_indicators.rsi AS rsi, hosting.technical_indicators.macd AS macd,
    hosting.technical_indicators.macd_signal AS macd_signal,
    hosting.technical_indicators.macd_histogram AS macd_histogram,
    hosting.technical_indicators.bb_upper AS bb_upper, hosting.technical_indicators.bb_middle AS bb_middle,
    hosting.technical_indicators.bb_lower AS bb_lower, hosting.technical_indicators.ema_12 AS ema_12,
    hosting.technical_indicators.ema_26 AS ema_26, hosting.technical_indicators.analytics_id AS analytics_id
  FROM hosting.technical_indicators
  WHERE hosting.technical_indicators.analytics_id = keys.analytics_id
  ORDER BY hosting.technical_indicators.created_at DESC, hosting.technical_indicators.id DESC
  LIMIT 2) AS page ON true;
-- $1 = [33, 34]
