// Keeps the files of the page, so that it opens without a network. The name of the cache has a hash
// of all of them: when one changes, so does this file, and the browser fetches them anew.

const CACHE = `emstep-${registration.scope}-VERSION`;
const FILES = [/* FILES */];
/** The page itself, which has more than one address. */
const START = "index.html";

addEventListener("install", (event) => {
  const requests = FILES.map((name) => new Request(name, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const isOld = (name) => name.startsWith(`emstep-${registration.scope}-`) && name !== CACHE;
    const old = names.filter(isOld);
    await Promise.all(old.map((name) => caches.delete(name)));
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  const [name] = request.url.slice(registration.scope.length).split(/[?#]/);
  const kept = name === "" ? START : name;
  if (!FILES.includes(kept)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    return await cache.match(kept) ?? fetch(request);
  })());
});
