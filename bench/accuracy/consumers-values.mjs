// What is held.
export const text = (i, length) =>
  String.fromCharCode(...Array.from({ length }, (_, at) => 97 + ((i >> (at % 16)) & 15)))

export const record = i =>
  JSON.parse(
    `{"id":${i},"name":"${text(i, 16)}","email":"${text(i, 22)}","score":${i + 0.25},"tags":["${text(i, 12)}"]}`,
  )
