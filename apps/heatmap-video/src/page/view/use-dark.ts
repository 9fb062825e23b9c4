import { useEffect, useState } from 'preact/hooks'

const query = '(prefers-color-scheme: dark)'

/** Whether the dark theme is on; what draws its colours itself draws anew when it changes. */
export function useDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const change = () => setDark(list.matches)
    list.addEventListener('change', change)
    return () => list.removeEventListener('change', change)
  }, [])
  return dark
}
