/**
 * `data` of `GET /v3/account`. The real one holds the owner's name, addresses and API key: this one holds some of each, so that
 * whoever repeats what it should not is seen.
 * @param credentials Those that the caller has shown.
 */
export const accountData = (balance: number, credentials: { username: unknown; apiKey: unknown }) => ({
  user_id: 1,
  username: credentials.username,
  user_email: "owner@example.com",
  active: 1,
  banned: 0,
  balance: balance.toFixed(6),
  user_phone: "+15550100001",
  reply_to: "originalemail",
  delivery_to: null,
  user_first_name: "Ada",
  user_last_name: "Lovelace",
  account: 1,
  account_name: "Postern local",
  account_billing_email: "owner@example.com",
  account_billing_mobile: "+15550100001",
  country: "US",
  default_country_sms: "US",
  auto_recharge: 0,
  auto_recharge_amount: "20.00",
  low_credit_amount: "0.00",
  timezone: "UTC",
  _currency: {
    currency_name_short: "USD",
    currency_prefix_d: "$",
    currency_prefix_c: "c",
    currency_name_long: "US Dollars",
  },
  _subaccount: {
    subaccount_id: 1,
    api_username: credentials.username,
    email: "owner@example.com",
    phone_number: "+15550100001",
    first_name: "Ada",
    last_name: "Lovelace",
    api_key: credentials.apiKey,
  },
});
