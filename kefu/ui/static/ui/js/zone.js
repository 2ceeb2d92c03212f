/** Tells the server in a cookie in which time zone this browser reads. A desk that was written in another is asked for again. */
const YEAR_S = 31_536_000;

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

const told = `kefu-zone=${zone}`;
const wasTold = isKept();
if (!wasTold) document.cookie = `${told}; path=/; max-age=${YEAR_S}; samesite=lax`;
const { dataset } = document.documentElement;
if (!wasTold && isKept() && dataset.zone !== zone && document.querySelector("[data-desk]")) location.reload();
else delete dataset.zoneUntold;

function isKept() {
  return document.cookie.split("; ").includes(told);
}
