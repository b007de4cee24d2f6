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
export { redisControls } from "../stores/redis-controls.ts";
export { redisCooldowns } from "../stores/redis-cooldowns.ts";
export { redisCounters } from "../stores/redis-counters.ts";
export { redisKeys } from "../stores/redis-keys.ts";
export { redisOnce } from "../stores/redis-once.ts";
export { redisSpend } from "../stores/redis-spend.ts";
export { redisUsage } from "../stores/redis-usage.ts";
