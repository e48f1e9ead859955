/**
 * Takes what other apps share with Bowerbird once it is installed (manifest.webmanifest, share_target): the browser posts it to an address that only this worker
 * answers. It is laid on a shelf, and the page that opens takes it from there (features/upload/shared.ts). Nothing else passes through here.
 */
const SHELF = 'bowerbird-shared';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.method === 'POST' && new URL(event.request.url).pathname === '/share') {
    event.respondWith(receive(event.request));
  }
});

async function receive(request) {
  const form = await request.formData();
  const files = form.getAll('files').filter((file) => typeof file !== 'string');
  if (files.length === 0) {
    const said = ['title', 'text', 'url'].map((name) => form.get(name)).filter(Boolean);
    if (said.length > 0) files.push(new File([said.join('\n')], `${String(said[0]).slice(0, 60)}.txt`));
  }
  const shelf = await caches.open(SHELF);
  for (const [index, file] of files.entries()) {
    const headers = {
      'Content-Type': file.type || 'application/octet-stream',
      'X-Name': encodeURIComponent(file.name),
      'X-Last-Modified': String(file.lastModified),
    };
    await shelf.put(`/shared/${Date.now()}-${index}`, new Response(file, { headers }));
  }
  return Response.redirect('/add', 303);
}
