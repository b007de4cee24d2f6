export { type RedisCommand, type RedisCommands, type RedisOptions, redisCommands } from "../stores/redis.ts";
export { redisAnswers } from "../stores/redis-answers.ts";
export { redisClaims } from "../stores/redis-claims.ts";
export {
  type IoRedisClient,
  ioRedis,
  type NodeRedisClient,
  nodeRedis,
  type UpstashClient,
  upstashRedis,
} from "../stores/redis-clients.ts";
export { redisCounters } from "../stores/redis-counters.ts";
