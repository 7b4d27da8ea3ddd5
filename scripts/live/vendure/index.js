// A Vendure on loopback for the tests of category "live": the vendor's own server with an empty PostgreSQL database, and no plugins but those it needs.
const { createHash } = require("node:crypto");
const { bootstrap, dummyPaymentHandler, DefaultJobQueuePlugin, DefaultSearchPlugin, RandomBytesApiKeyStrategy } = require("@vendure/core");

// The vendor's default, bcrypt, takes a quarter of a second of the processor for each request that shows a key. A key is random, so a plain hash will do.
const hash = (text) => createHash("sha256").update(text).digest("hex");
const hashingStrategy = { hash: async (key) => hash(key), check: async (key, known) => hash(key) === known };

bootstrap({
  apiOptions: { port: Number(process.env.PORT), hostname: "127.0.0.1", adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: {
    tokenMethod: ["bearer", "api-key"],
    superadminCredentials: { identifier: "superadmin", password: "superadmin" },
    requireVerification: false,
    adminApiKeyStrategy: new RandomBytesApiKeyStrategy({ hashingStrategy, lastUsedAtUpdateInterval: "1 hour" }),
  },
  dbConnectionOptions: {
    type: "postgres", host: "127.0.0.1", port: Number(process.env.PGPORT), username: process.env.PGUSER,
    password: process.env.PGPASSWORD, database: "vendure", synchronize: true,
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  plugins: [DefaultJobQueuePlugin.init({}), DefaultSearchPlugin.init({})],
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
