-- The measurement behind docs/adr/0002: 5 million generated addresses, times and MACs in each candidate form.
-- Run in an empty directory by a DuckDB shell with .timer on.
SET threads=2;
CREATE TABLE b AS SELECT
 CASE WHEN v6 THEN (2306139568115548160::UBIGINT + (hash(n1 % 3000) % 65536)) ELSE 0::UBIGINT END AS hi,
 CASE WHEN v6 THEN hash(n1) ELSE 281470681743360::UBIGINT + (hash(n1 % 20000) & 4294967040) + (hash(n1) & 255) END AS lo,
 t, dur, byt, pk, port
 FROM (SELECT floor(pow(1000000.0, random()))::UBIGINT AS n1, random()<0.2 AS v6, 1763625600000000000::BIGINT + (i*60000)::BIGINT + (random()*30e9)::BIGINT AS t, (random()*60e9)::BIGINT as dur, (40+1500*random()*pow(10,random()*3))::UBIGINT AS byt, (1+random()*100)::UBIGINT AS pk, (random()*65535)::USMALLINT port FROM range(5000000) r(i));
SELECT count(*), count(DISTINCT (hi,lo)), sum((hi=0)::INT) FROM b;
CREATE MACRO v4t(lo) AS ((lo>>24)&255)::VARCHAR||'.'||((lo>>16)&255)||'.'||((lo>>8)&255)||'.'||(lo&255);
CREATE MACRO v6t(hi,lo) AS printf('%x:%x:%x:%x:%x:%x:%x:%x', hi>>48, (hi>>32)&65535, (hi>>16)&65535, hi&65535, lo>>48, (lo>>32)&65535, (lo>>16)&65535, lo&65535);
CREATE TABLE txt AS SELECT CASE WHEN hi=0 THEN v4t(lo) ELSE v6t(hi,lo) END a, byt, pk FROM b;
CREATE TABLE blb AS SELECT unhex(printf('%016x', hi)||printf('%016x', lo)) a, byt, pk FROM b;
CREATE TABLE uhg AS SELECT (hi::UHUGEINT*18446744073709551616::UHUGEINT+lo) a, byt, pk FROM b;
CREATE TABLE spl AS SELECT CASE WHEN hi=0 THEN (lo&4294967295)::UINTEGER END a4, CASE WHEN hi<>0 THEN hi END ahi, CASE WHEN hi<>0 THEN lo END alo, byt, pk FROM b;
COPY (SELECT hi a_hi, lo a_lo, byt, pk FROM b) TO 'halves.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
COPY txt TO 'text.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
COPY blb TO 'blob.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
COPY uhg TO 'uhuge.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
COPY spl TO 'split.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
SELECT file_name, sum(total_compressed_size)/5e6::DOUBLE FROM parquet_metadata('*.parquet') WHERE path_in_schema LIKE 'a%' GROUP BY 1 ORDER BY 1;
SELECT file_name, name, type, logical_type FROM parquet_schema('*.parquet') WHERE name LIKE 'a%';
SELECT count(*) FROM read_parquet('halves.parquet');
SELECT a_hi,a_lo,sum(byt) s FROM 'halves.parquet' GROUP BY 1,2 ORDER BY s DESC LIMIT 1;
SELECT a,sum(byt) s FROM 'text.parquet' GROUP BY 1 ORDER BY s DESC LIMIT 1;
SELECT hex(a),sum(byt) s FROM 'blob.parquet' GROUP BY a ORDER BY s DESC LIMIT 1;
SELECT a::VARCHAR,sum(byt) s FROM 'uhuge.parquet' GROUP BY a ORDER BY s DESC LIMIT 1;
SELECT a4,ahi,alo,sum(byt) s FROM 'split.parquet' GROUP BY 1,2,3 ORDER BY s DESC LIMIT 1;
SELECT sum(byt) FROM 'halves.parquet' WHERE a_hi=0 AND a_lo BETWEEN 281470681743360+167772160 AND 281470681743360+184549375;
SELECT sum(byt) FROM 'text.parquet' WHERE a LIKE '10.%';
SELECT sum(byt) FROM 'blob.parquet' WHERE a BETWEEN unhex('00000000000000000000FFFF0A000000') AND unhex('00000000000000000000FFFF0AFFFFFF');
SELECT sum(byt) FROM 'split.parquet' WHERE a4 BETWEEN 167772160 AND 184549375;
COPY (SELECT hi a_hi, lo a_lo, byt, pk FROM b ORDER BY 1,2) TO 'shalves.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
COPY (SELECT * FROM txt ORDER BY 1) TO 'stext.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
COPY (SELECT * FROM blb ORDER BY 1) TO 'sblob.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
SELECT file_name, sum(total_compressed_size)/5e6::DOUBLE FROM parquet_metadata('s*.parquet') WHERE path_in_schema LIKE 'a%' GROUP BY 1 ORDER BY 1;
SELECT sum(byt) FROM 'shalves.parquet' WHERE a_hi=0 AND a_lo BETWEEN 281470681743360+167772160 AND 281470681743360+184549375;
SELECT sum(byt) FROM 'stext.parquet' WHERE a LIKE '10.%';
SELECT sum(byt) FROM 'sblob.parquet' WHERE a BETWEEN unhex('00000000000000000000FFFF0A000000') AND unhex('00000000000000000000FFFF0AFFFFFF');
COPY (SELECT t, make_timestamp_ns(t) ts FROM b) TO 'time.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
SELECT path_in_schema, sum(total_compressed_size)/5e6::DOUBLE FROM parquet_metadata('time.parquet') GROUP BY 1 ORDER BY 1;
SELECT name, type, logical_type FROM parquet_schema('time.parquet');
SELECT count(*) FROM 'time.parquet' WHERE t BETWEEN 1763625700000000000 AND 1763625800000000000;
SELECT count(*) FROM 'time.parquet' WHERE ts BETWEEN make_timestamp_ns(1763625700000000000) AND make_timestamp_ns(1763625800000000000);
SELECT typeof(ts - ts), (make_timestamp_ns(1763625700000000001)-make_timestamp_ns(1763625700000000000))::VARCHAR FROM 'time.parquet' LIMIT 1;
COPY (SELECT lo & 281474976710655 m, unhex(printf('%012x', lo & 281474976710655)) mb, printf('%012x', lo & 281474976710655) mt FROM b) TO 'mac.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880);
SELECT path_in_schema, sum(total_compressed_size)/5e6::DOUBLE FROM parquet_metadata('mac.parquet') GROUP BY 1 ORDER BY 1;
SELECT m, count(*) FROM 'mac.parquet' GROUP BY m ORDER BY 2 DESC LIMIT 1;
SELECT hex(mb), count(*) FROM 'mac.parquet' GROUP BY mb ORDER BY 2 DESC LIMIT 1;
SELECT mt, count(*) FROM 'mac.parquet' GROUP BY mt ORDER BY 2 DESC LIMIT 1;
