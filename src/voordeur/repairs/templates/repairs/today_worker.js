// Keeps the craftsman's day readable without a connection. Pages: the network first, the kept copy when it fails.
const KEPT = "voordeur-day-1";

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.redirected && response.url.includes("/account/login")) {
      await caches.delete(KEPT); // logged out: nobody else reads this day
    } else if (response.ok) {
      await kept.put(request, response.clone());
    }
    return response;
  } catch (error) {
    const copy = await kept.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw error;
  }
}
