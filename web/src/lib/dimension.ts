/** The column of a dimension: src_addr of src_addr/24. */
export const base = (name: string) => name.split('/')[0]!;
