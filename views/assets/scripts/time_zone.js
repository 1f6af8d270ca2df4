// Tells the server the user's time zone in a cookie: the list groups chats by the user's days.

const YEAR = 365 * 24 * 60 * 60;

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
document.cookie = `tz=${timeZone};path=/;max-age=${YEAR};samesite=lax`;
