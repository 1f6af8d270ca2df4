// The server groups chats by the reader's days, and learns the time zone from a cookie.

const YEAR = 365 * 24 * 60 * 60;

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
document.cookie = `tz=${timeZone};path=/;max-age=${YEAR};samesite=lax`;
