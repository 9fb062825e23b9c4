// uPlot hands the browser's language to Intl while it loads. A browser without a locale, as in containers, may name one
// that Intl refuses ("en-US@posix"), and the page would stay blank. So this comes before all other imports.
try {
  new Intl.NumberFormat(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
}
