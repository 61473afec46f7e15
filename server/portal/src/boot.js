// Sets the kept colour scheme before the first paint, so that nothing flashes.
try {
  const scheme = localStorage.getItem('uketori:scheme');
  if (scheme) document.documentElement.dataset.scheme = scheme;
} catch {
  // A browser that refuses storage has the standard scheme.
}
