/** Records as they come from a file or a service: strings, numbers, a flag, a list, an object. The same in every process. */
export function parsedRecords(count) {
  const records = Array.from({ length: count }, (_, i) => ({
    id: `record-${String(i).padStart(6, '0')}`,
    title: `A title of ordinary length, number ${i}`,
    score: i * 0.37 + 0.11,
    views: i * 13,
    active: i % 3 === 0,
    tags: ['news', 'science', `topic-${i % 7}`],
    author: { name: `Author ${i % 11}`, followers: i * 3 },
    created: `2024-0${1 + (i % 9)}-1${i % 10}T08:00:00Z`,
  }))
  return records.map(record => JSON.parse(JSON.stringify(record)))
}
