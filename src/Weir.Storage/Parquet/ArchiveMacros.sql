-- Text of what Weir's archive stores as numbers, for any DuckDB:
--   .read ArchiveMacros.sql
--   SELECT weir_ip(src_addr_hi, src_addr_lo), sum(bytes) FROM read_parquet('ARCHIVE/flows/**/*.parquet', union_by_name=true) GROUP BY ALL;

-- IPv4 as dotted quad, IPv6 by RFC 5952: the eight groups between colons, of which the first of the longest runs of two or
-- more zeros becomes '::'.
CREATE OR REPLACE MACRO weir_ip_shorten(groups) AS CASE
  WHEN contains(groups, ':0:0:0:0:0:0:0:0:') THEN regexp_replace(groups, ':0:0:0:0:0:0:0:0:', '::')
  WHEN contains(groups, ':0:0:0:0:0:0:0:') THEN regexp_replace(groups, ':0:0:0:0:0:0:0:', '::')
  WHEN contains(groups, ':0:0:0:0:0:0:') THEN regexp_replace(groups, ':0:0:0:0:0:0:', '::')
  WHEN contains(groups, ':0:0:0:0:0:') THEN regexp_replace(groups, ':0:0:0:0:0:', '::')
  WHEN contains(groups, ':0:0:0:0:') THEN regexp_replace(groups, ':0:0:0:0:', '::')
  WHEN contains(groups, ':0:0:0:') THEN regexp_replace(groups, ':0:0:0:', '::')
  WHEN contains(groups, ':0:0:') THEN regexp_replace(groups, ':0:0:', '::')
  ELSE groups
END;

CREATE OR REPLACE MACRO weir_ip(hi, lo) AS CASE
  WHEN hi IS NULL THEN NULL
  WHEN hi = 0 AND (lo >> 32) = 65535
    THEN ((lo >> 24) & 255) || '.' || ((lo >> 16) & 255) || '.' || ((lo >> 8) & 255) || '.' || (lo & 255)
  ELSE regexp_replace(regexp_replace(weir_ip_shorten(printf(':%x:%x:%x:%x:%x:%x:%x:%x:',
      hi >> 48, (hi >> 32) & 65535, (hi >> 16) & 65535, hi & 65535,
      lo >> 48, (lo >> 32) & 65535, (lo >> 16) & 65535, lo & 65535)), '^:([^:])', '\1'), '([^:]):$', '\1')
END;

-- The first and the last address of a prefix are what a range is compared with: WHERE src_addr_hi = 0 AND src_addr_lo
-- BETWEEN weir_ip4('10.0.0.0') AND weir_ip4('10.255.255.255').
CREATE OR REPLACE MACRO weir_ip4(dotted) AS 281470681743360::UBIGINT
  + split_part(dotted, '.', 1)::UBIGINT * 16777216 + split_part(dotted, '.', 2)::UBIGINT * 65536
  + split_part(dotted, '.', 3)::UBIGINT * 256 + split_part(dotted, '.', 4)::UBIGINT;

CREATE OR REPLACE MACRO weir_mac(bits) AS printf('%02x:%02x:%02x:%02x:%02x:%02x',
  bits >> 40, (bits >> 32) & 255, (bits >> 24) & 255, (bits >> 16) & 255, (bits >> 8) & 255, bits & 255);

CREATE OR REPLACE MACRO weir_time(nanoseconds) AS make_timestamp_ns(nanoseconds);
