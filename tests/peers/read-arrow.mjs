// Prints the schema and the rows of an Arrow IPC file as Apache Arrow's own library reads them: a line of JSON each.
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';

const table = tableFromIPC(readFileSync(process.argv[2]));
const text = (_, value) => (typeof value === 'bigint' ? value.toString() : value);
console.log(JSON.stringify(table.schema.fields.map((field) => [field.name, field.type.toString(), field.nullable])));
for (let row = 0; row < table.numRows; row++) {
  // The raw 64 bits of a time: the library itself gives milliseconds.
  const values = table.schema.fields.map((field, i) => {
    const column = table.getChildAt(i);
    if (column.get(row) === null) return null;
    return field.type.typeId === 10 ? raw(column, row) : column.get(row);
  });
  console.log(JSON.stringify(values, text));
}

function raw(column, row) {
  for (const part of column.data) {
    if (row < part.length) return part.values[part.offset + row];
    row -= part.length;
  }
}
